import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install {what} && .venv/bin/{then}"


def block(marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    assert found
    return found[1]


def transcripts() -> Iterator[tuple[str, str]]:
    for found in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", found, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newcomer's home: an empty folder, from which every command of the README is run."""
    return tmp_path_factory.mktemp("home")


def run(command: str, home: Path) -> str:
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_the_first_command_installs_and_asks() -> None:
    question = '"Why does Iran need a pact with Syria?"'
    assert block("ask") == SETUP.format(what=".", then=f"onrecord ask {question}")


def test_the_second_command_installs_and_tests() -> None:
    assert block("test") == SETUP.format(what="'.[dev]'", then="pytest")


@pytest.mark.parametrize(("command", "output"), list(transcripts()), ids=[c for c, _ in transcripts()])
def test_every_transcript_is_what_the_command_prints(command: str, output: str, home: Path) -> None:
    assert run(command, home).rstrip() == output.rstrip()


def test_every_file_is_in_the_reading_order() -> None:
    for package in ("corpus", "index", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name != "__init__.py":
                assert f"`{path.relative_to(ROOT).as_posix()}`" in README, path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_service(tmp_path: Path) -> None:
    found = re.search(r"```ini\n(.*?)```", README, re.DOTALL)
    assert found
    unit = tmp_path / "onrecord.service"
    unit.write_text(found[1].replace("/opt/onrecord/.venv/bin/onrecord", sys.executable), encoding="utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (checked.stderr, checked.returncode) == ("", 0)
