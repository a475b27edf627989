import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from corpus import read_sources, shipped_articles
from corpus.sandbox import Sandbox
from index import add_sources

if TYPE_CHECKING:
    from strict_process import BotProcess
    from strict_server import StrictServer

HASHING = "hashing"
CONVERSATION = pytest.StashKey[str]()

BRIDGE = {
    "id": "bridge",
    "title": "Mayor opens the harbour bridge",
    "publisher": "The Harbour Post",
    "url": "https://harbourpost.example/bridge",
    "authors": ["Ada Quist"],
    "published": "2026-03-01",
    "text": (
        "Mayor Ilse Brandt opened the harbour bridge on Monday. It cost $3.5 billion.\n\n"
        "“We waited ten years for this bridge,” Brandt said. “Now we can cross.”\n\n"
        "U.S. engineers designed the towers. The bridge is 2,100 metres long."
    ),
}
OWLS = {
    "id": "owls",
    "title": "Owls return to the old forest",
    "publisher": "Forest Weekly",
    "url": "https://forestweekly.example/owls",
    "text": (
        "Forty owls have returned to the old forest, rangers reported.\n\n"
        "The owls hunt mice at night. They nest in hollow oaks."
    ),
}


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Show the conversation that a test recorded to whoever reads the output."""
    if text := config.stash.get(CONVERSATION, ""):
        terminalreporter.section("a conversation with the bot on Telegram")
        terminalreporter.write_line(text)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be somebody whom permissions bind: root becomes nobody for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def write_jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Write records as a JSON lines file and return its path."""

    def write(*records: dict[str, object], name: str = "articles.jsonl") -> Path:
        path = tmp_path / name
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def add(tmp_path: Path) -> Callable[..., list[str]]:
    """Add files to the index at tmp_path/index with the hashing encoder; return the outcomes."""

    def run(*paths: Path) -> list[str]:
        outcomes: list[str] = []
        add_sources(
            tmp_path / "index",
            read_sources(paths),
            encoder_name=None,
            default_encoder=HASHING,
            on_outcome=lambda outcome: outcomes.append(outcome.status.value),
        )
        return outcomes

    return run


@pytest.fixture
def index(tmp_path: Path, write_jsonl: Callable[..., Path], add: Callable[..., list[str]]) -> Path:
    """An index of the bridge and the owls, made with the hashing encoder."""
    assert add(write_jsonl(BRIDGE, OWLS)) == ["added", "added"]
    return tmp_path / "index"


@pytest.fixture
def server() -> Iterator["StrictServer"]:
    """Run our strict fake of Telegram's server."""
    from strict_server import StrictServer

    with StrictServer() as strict:
        yield strict


@pytest.fixture
def call(server: "StrictServer") -> Iterator[Callable[..., Any]]:
    """Call a method of that server; return its result, or the description of its refusal."""
    from stand_in import TOKEN

    with httpx.Client(base_url=f"{server.address}/bot{TOKEN}/", timeout=20) as client:

        def make(method: str, **fields: Any) -> Any:
            answer = client.post(method, json=fields).json()
            return answer["result"] if answer["ok"] else answer["description"]

        yield make


@pytest.fixture
def start(server: "StrictServer", index: Path, tmp_path: Path) -> Iterator[Callable[..., "BotProcess"]]:
    """Start the bot as a process against that server, over the bridge and the owls; killed in the end."""
    from strict_process import bots

    with bots(server, index, tmp_path) as starting:
        yield starting


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the articles that ship, made with the hashing encoder."""
    folder = tmp_path_factory.mktemp("shipped")
    add_sources(
        folder,
        read_sources(shipped_articles()),
        encoder_name=None,
        default_encoder=HASHING,
        on_outcome=lambda outcome: None,
    )
    return folder


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One child process for all the files that a module of tests has parsed."""
    with Sandbox() as shared:
        yield shared
