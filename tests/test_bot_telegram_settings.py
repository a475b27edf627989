from pathlib import Path

import pytest

from bot.telegram.settings import Calling, TelegramSettings, read_webhook_secret
from corpus import UsageError

SECRET = "a-b_C" * 8
URL = "https://bot.example.org/telegram"
HERE = "127.0.0.1:8081"


def test_a_webhook_is_taken_apart_and_its_secret_never_shown() -> None:
    calling = Calling(URL, SECRET, "[::1]:8081")
    assert (calling.path, calling.listening) == ("/telegram", ("::1", 8081))
    assert Calling("https://bot.example.org", SECRET, HERE).path == "/"
    assert SECRET not in repr(calling)


@pytest.mark.parametrize(
    ("url", "secret", "listen", "wrong"),
    [
        ("http://bot.example.org/x", SECRET, HERE, "no https:// address"),
        ("https://bot.example.org:8080/x", SECRET, HERE, "ports 443, 80, 88 and 8443 only"),
        (URL, "a" * 31, HERE, "secret of 32 to 256 letters"),
        (URL, "a" * 257, HERE, "secret of 32 to 256 letters"),
        (URL, "ä" * 40, HERE, "secret of 32 to 256 letters"),
        (URL, SECRET, "8081", "is not HOST:PORT"),
        (URL, SECRET, "127.0.0.1:70000", "is not HOST:PORT"),
    ],
)
def test_a_webhook_that_cannot_work_is_refused(url: str, secret: str, listen: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong) as caught:
        Calling(url, secret, listen)
    assert secret not in str(caught.value)


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(UsageError, match="openssl rand -hex 32"):
        read_webhook_secret(" ", None)


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"retention_hours": 0.0}, "--retention 0.0 is not more than 0"),
        ({"metrics_port": 65_536}, "--metrics 65536 is no port"),
        ({"api": "http://evil.example"}, "is no https:// address"),
    ],
)
def test_settings_out_of_range_are_refused(options: dict[str, object], wrong: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=wrong):
        TelegramSettings("123456:" + "A" * 35, tmp_path, **options)  # type: ignore[arg-type]
