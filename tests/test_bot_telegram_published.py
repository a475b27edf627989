"""The bot against a Bot API server that others wrote, exactly as they publish it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("lo_bot_api_emulator", reason="the stand-in for Telegram's server is not installed")

from published import Published, Wire
from stand_in import GROUP, TOKEN
from strict_process import BotProcess, bots, wait_until
from strict_tdlib import under
from threaded_server import free_port

COST = "How much did the harbour bridge cost?"
WAITED = "What did Brandt say about waiting for the bridge?"
SECRET = "s3cret-" + "a" * 30
Start = Callable[..., BotProcess]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Published]:
    with Published(tmp_path) as published:
        yield published


@pytest.fixture
def server(emulator: Published) -> Iterator[Wire]:
    """What the bot takes for the server."""
    with Wire(emulator.address) as wire:
        yield wire


def marked(message: dict[str, Any], kind: str) -> list[str]:
    return [under(message["text"], one) for one in message["entities"] if one["type"] == kind]


def refused(emulator: Published) -> list[str]:
    """Return which methods were refused, each for a field that the server does not know."""
    refusals = [entry for entry in emulator.journal() if entry.get("status", 200) != 200]
    assert all(entry["status"] == 400 and "<unknown>" in entry["fields"] for entry in refusals)
    return [entry["method"] for entry in refusals]


def test_a_conversation_by_long_polling(emulator: Published, server: Wire, start: Start) -> None:
    bot = start("-k", "1")
    emulator.say("/start")
    (welcome,) = server.wait_for("sendMessage", 1)
    assert welcome["text"].startswith("Ask me about the news")

    asked = emulator.say(WAITED)
    _, answer = server.wait_for("sendMessage", 2)
    assert marked(answer, "blockquote") == ["“We waited ten years for this bridge,” Brandt said."]
    assert marked(answer, "italic") == ["Said by: Brandt (Mayor Ilse Brandt)"]
    assert marked(answer, "text_link") == ["Mayor opens the harbour bridge"]
    assert answer["text"].endswith("The Harbour Post · Ada Quist · 2026-03-01 · paragraph 2 of 3")
    assert answer["reply_parameters"]["message_id"] == asked

    ((context,), *_) = answer["reply_markup"]["inline_keyboard"]
    emulator.press(context["callback_data"], 2)
    (around,) = server.wait_for("editMessageText", 1)
    assert around["message_id"] == "2"
    assert "The bridge is 2,100 metres long." in around["text"]
    assert server.wait_for("answerCallbackQuery", 1)

    emulator.say(f"@None {COST}", GROUP)  # this server gives its bots no names to be mentioned by
    emulator.say("Who won the 2018 World Cup?")
    *_, refusal = server.wait_for("sendMessage", 3)
    assert refusal["text"].startswith("The articles don't say.")

    emulator.ask_inline(COST)
    (offered,) = server.wait_for("answerInlineQuery", 1)
    assert offered["results"][0]["input_message_content"]["message_text"].startswith(
        "It cost $3.5 billion.\n"
    )
    emulator.ask_inline("Who won the 2018 World Cup?")
    assert server.wait_for("answerInlineQuery", 2)[1]["results"] == []

    assert bot.stop() == 143
    assert [call["chat_id"] for call in server.taken("sendMessage")] == ["42"] * 3
    assert bot.logged("ERROR") + bot.logged("CRITICAL") == []
    # each of its methods is asked once with what it does not know, and never again
    assert refused(emulator) == ["sendMessage", "editMessageText", "answerInlineQuery"]
    assert len(bot.logged("WARNING")) == 3
    allowed = [word for name in refused(emulator) for word in ("--allow-refusal", f"{name}:400")]
    required = [word for name in ("getMe", "setMyCommands") for word in ("--require-method", name)]
    verdict = emulator.verdict("--require-response", *allowed, *required)
    assert verdict["ok"], verdict


def test_questions_that_are_brought_to_the_webhook(
    emulator: Published, server: Wire, index: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret").chmod(0o600)
    listen = f"127.0.0.1:{free_port()}"
    url = f"http://{listen}/telegram"
    with bots(server, index, tmp_path) as start:
        bot = start(
            "-k", "1", "--webhook", url, "--listen", listen, "--secret-file", str(tmp_path / "secret")
        )
        (called,) = server.wait_for("setWebhook", 1)
        assert (called["url"], called["secret_token"]) == (url, SECRET)
        emulator.say(COST)
        (answer,) = server.wait_for("sendMessage", 1)
        assert marked(answer, "blockquote") == ["It cost $3.5 billion."]

        telling = f"{emulator.address}/bot{TOKEN}/setWebhook"
        assert httpx.post(telling, json={"url": url, "secret_token": SECRET.upper()}).json()["ok"]
        emulator.say(WAITED)
        assert emulator.control("deliver") == {"delivered": 0}
        assert httpx.post(telling, json={"url": url, "secret_token": SECRET}).json()["ok"]  # brings it again
        _, later = server.wait_for("sendMessage", 2)
        assert marked(later, "blockquote") == ["“We waited ten years for this bridge,” Brandt said."]
        wait_until(lambda: len(calls(emulator)) == 4)
        assert bot.stop() == 143
    assert calls(emulator) == [(200, [1]), (403, [2]), (403, [2]), (200, [2])]
    assert len(server.taken("sendMessage")) == 2
    assert server.taken("getUpdates") == []


def calls(emulator: Published) -> list[tuple[int, list[int]]]:
    """Return the status and updates of every call of the webhook."""
    return [(e["status"], e["update_ids"]) for e in emulator.journal() if e.get("event") == "webhook"]
