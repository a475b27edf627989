import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.watching import Follower
from corpus import Source, read_sources
from index import Library, Outcome, add_sources, list_sources

_PATIENCE = 60  # seconds, on a machine that does other things too


def page(text: str) -> str:
    return f"<html><body><article><h1>Page</h1><p>{text}</p></article></body></html>"


def sources(index: Path | Library) -> dict[str, str]:
    library = index if isinstance(index, Library) else Library(index)
    with library.snapshot() as snapshot:
        return {Path(source).name: article_id for article_id, source in list_sources(snapshot.connection)}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def watching(folder: Path, index: Path) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-m",
        "bot.cli",
        "index",
        "add",
        str(folder),
        "--watch",
        "--encoder",
        "hashing",
    ]
    process = subprocess.Popen(
        [*command, "--encoder", "hashing", "--index", str(index)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stderr
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_index_follows_the_folder(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained on Monday.", encoding="utf-8")
    lines = [json.dumps({"id": name, "text": f"Text {name}."}) for name in ("one", "two")]
    (folder / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with watching(folder, index) as process:
        running = Library(index)  # as a bot holds it
        assert set(sources(running)) == {"a.txt", "c.jsonl:1", "c.jsonl:2"}
        (folder / "b.html").write_text(page("It snowed on Tuesday."), encoding="utf-8")
        until(lambda: "b.html" in sources(running))
        (folder / "a.txt").unlink()
        until(lambda: "a.txt" not in sources(index))
        (folder / "c.jsonl").write_text(lines[1], encoding="utf-8")
        until(lambda: "one" not in sources(index).values())
        assert "two" in sources(index).values()
        process.send_signal(signal.SIGINT)
        assert process.wait(_PATIENCE) == 130


def test_a_renamed_file_keeps_its_article_and_so_does_a_copy_of_one_that_went(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.json").write_text('{"id": "a", "text": "It rained."}', encoding="utf-8")
    with watching(folder, index):
        assert sources(index) == {"a.json": "a"}
        (folder / "a.json").unlink()
        until(lambda: sources(index) == {"b.json": "a"})
        (folder / "b.json").rename(folder / "c.json")
        until(lambda: sources(index) == {"c.json": "a"})


def test_a_file_that_cannot_be_read_any_more_keeps_its_article(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.json").write_text('{"id": "a", "text": "It rained."}', encoding="utf-8")
    with watching(folder, index):
        (folder / "a.json").write_text("{", encoding="utf-8")
        (folder / "b.txt").write_text("It snowed.", encoding="utf-8")
        until(lambda: "b.txt" in sources(index))
        assert "a.json" in sources(index)


def test_what_went_while_nobody_watched_goes_when_somebody_does(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"It rained on {name}.", encoding="utf-8")
    with watching(folder, index):
        assert set(sources(index)) == {"a.txt", "b.txt"}
    (folder / "a.txt").unlink()
    with watching(folder, index):
        until(lambda: set(sources(index)) == {"b.txt"})


def followed(folder: Path, index: Path) -> tuple[Follower, list[str]]:
    """Return what follows a folder that was read, and the list of the files that it will read."""
    read: list[str] = []

    def add(found: Iterable[Source]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        add_sources(index, found, encoder_name=None, default_encoder="hashing", on_outcome=outcomes.append)
        read.extend(f"{Path(one.name).name} {one.status}" for one in outcomes)
        return outcomes

    first = add(read_sources([folder]))
    read.clear()
    return Follower(index, [folder], first, add, lambda said: None), read


def test_where_a_file_goes_only_what_changed_is_read(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"It rained on {name}.", encoding="utf-8")
    follower, read = followed(folder, index)
    (folder / "a.txt").unlink()
    (folder / "d.txt").write_text("It snowed.", encoding="utf-8")
    follower.waiting = {folder / "a.txt", folder / "d.txt"}
    follower.follow()
    assert (read, set(sources(index))) == (["d.txt added"], {"b.txt", "c.txt", "d.txt"})


def test_what_goes_from_one_file_is_read_in_another_that_has_it(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    lines = [json.dumps({"id": name, "text": f"Text {name}."}) for name in ("one", "two")]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "b.json").write_text(lines[0], encoding="utf-8")
    (folder / "c.json").write_text(json.dumps({"id": "one", "text": "Another text."}), encoding="utf-8")
    follower, read = followed(folder, index)
    (folder / "a.jsonl").write_text(lines[1], encoding="utf-8")
    follower.waiting = {folder / "a.jsonl"}
    follower.follow()
    assert read == ["a.jsonl:1 unchanged", "b.json added", "c.json failed"]
    assert sources(index) == {"a.jsonl:2": "two", "b.json": "one"}
    (folder / "b.json").unlink()
    follower.follow()
    assert read[3:] == ["c.json added"]


_SWALLOWS = """
import os, signal, sys
from pathlib import Path
import bot.watching

class Follower:
    def __init__(self, *arguments): self.waiting = set()
    def follow(self):
        class Closing:
            def __del__(self):
                os.kill(os.getpid(), signal.SIGINT)
                sum(range(1000))
        Closing()

bot.watching.Follower = Follower
folder = Path(sys.argv[1])
try:
    bot.watching.watch(folder, [folder], 0, [], None, lambda line: None)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_that_a_finaliser_swallows_still_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SWALLOWS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert done.stdout == "interrupted\n"
    assert "Exception ignored" in done.stderr
