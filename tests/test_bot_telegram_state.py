import os
import random
import re
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import as_nobody

from bot.telegram.database import FORMAT, STATE_FILE
from bot.telegram.state import Feedback, Received, Sent, State
from corpus import LockedError, ResourceError, UsageError

ROOT = Path(__file__).parent.parent
DAY = 86_400.0
UNSENT = Sent(1, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "bot"


@pytest.fixture
def state(folder: Path) -> Iterator[State]:
    with closing(State(folder)) as opened:
        yield opened


def run(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Run lines of Python, given a State as ``state``, in another process."""
    opening = (
        "import os, sys\nfrom pathlib import Path\nfrom bot.telegram.state import State\n"
        "state = State(Path(sys.argv[1]))"
    )
    script = "\n".join([opening, *lines])
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_updates_wait_by_number_until_they_are_settled(state: State) -> None:
    assert state.receive([(12, None, '{"b": 2}'), (11, -100, '{"a": "ü"}')], 5.5) == [12, 11]
    assert state.receive([(13, 7, "{}")], 6.0) == [13]
    assert state.pending() == [
        Received(11, -100, '{"a": "ü"}', 5.5, False),
        Received(12, None, '{"b": 2}', 5.5, False),
        Received(13, 7, "{}", 6.0, False),
    ]
    state.settle(12)
    state.settle(99)
    assert [update.update_id for update in state.pending()] == [11, 13]


def test_an_update_is_new_only_once(state: State) -> None:
    assert state.receive([(1, 7, "first"), (1, 7, "again"), (2, 7, "other")], 1.0) == [1, 2]
    assert state.receive([(1, 7, "later"), (3, 7, "third")], 2.0) == [3]
    assert [(update.text, update.received) for update in state.pending()] == [
        ("first", 1.0),
        ("other", 1.0),
        ("third", 2.0),
    ]
    state.settle(1)
    assert state.receive([(1, 7, "after it was settled")], 3.0) == []
    assert [update.update_id for update in state.pending()] == [2, 3]


def test_updates_are_stored_together_or_not_at_all(state: State) -> None:
    with pytest.raises(UnicodeEncodeError):
        state.receive([(1, 7, "good"), (2, 7, "\ud800")], 1.0)
    assert state.pending() == []
    assert state.next_offset() == 0
    assert state.receive([(1, 7, "good")], 1.0) == [1]


def test_the_next_offset_follows_the_highest_number_seen(state: State) -> None:
    assert state.next_offset() == 0
    state.receive([(41, 7, "{}"), (40, 7, "{}")], 1.0)
    state.receive([(7, 7, "{}")], 2.0)
    state.settle(41)
    assert state.next_offset() == 42


def test_the_next_offset_follows_telegram_to_lower_numbers_after_a_silent_week(state: State) -> None:
    state.receive([(900, 7, "{}")], 0.0)
    state.receive([(40, 7, "{}")], 7 * DAY - 1)
    assert state.next_offset() == 901
    state.receive([(41, 7, "{}")], 7 * DAY)
    assert state.next_offset() == 42
    state.prune(7 * DAY + 1)
    assert state.receive([(900, 7, "{}")], 7 * DAY + 1) == [900]


def test_sending_is_begun_once(state: State) -> None:
    state.receive([(1, 7, "a"), (2, 7, "b")], 1.0)
    assert state.begin_sending(1)
    assert not state.begin_sending(1)
    assert not state.begin_sending(3)
    assert [(update.update_id, update.sending) for update in state.pending()] == [(1, True), (2, False)]
    state.settle(2)
    assert not state.begin_sending(2)


def test_a_killed_bot_finds_what_it_received_and_what_it_was_sending(folder: Path) -> None:
    killed = run(
        folder,
        "state.receive([(1, 7, 'one'), (2, 7, 'two'), (3, 7, 'three')], 1.5)",
        "assert state.begin_sending(2)",
        "state.settle(3)",
        "os.kill(os.getpid(), 9)",
    )
    assert killed.returncode == -9, killed.stderr
    with closing(State(folder)) as state:
        assert state.pending() == [Received(1, 7, "one", 1.5, False), Received(2, 7, "two", 1.5, True)]
        assert state.receive([(3, 7, "three"), (4, 7, "four")], 2.0) == [4]
        assert not state.begin_sending(2)


def test_a_bot_killed_while_it_receives_has_seen_nothing(folder: Path) -> None:
    killed = run(
        folder,
        "def updates():",
        "    yield (1, 7, 'one')",
        "    os.kill(os.getpid(), 9)",
        "state.receive(updates(), 1.0)",
    )
    assert killed.returncode == -9, killed.stderr
    with closing(State(folder)) as state:
        assert state.pending() == []
        assert state.receive([(1, 7, "one")], 2.0) == [1]


def test_the_last_six_questions_come_back_oldest_first(state: State) -> None:
    for number, question in enumerate(["q1", "q2", "q3", "q4", "q5", "q6", "q7"]):
        state.add_turn(7, None, question, float(number), UNSENT)
    assert state.turns(7, None, 10.0) == ["q2", "q3", "q4", "q5", "q6", "q7"]


def test_a_question_is_found_by_its_message_with_what_answered_it(state: State) -> None:
    state.add_turn(7, None, "first", 1.0, Sent(10, (11, 12)))
    state.add_turn(7, None, "second", 2.0, Sent(13, (14,)))
    assert state.replies_to(7, 10, 3.0) == (11, 12)
    assert state.replies_to(8, 10, 3.0) is None
    assert state.replies_to(7, 11, 3.0) is None
    assert state.replies_to(7, 10, 1.1 + DAY) is None
    assert state.turns(7, None, 3.0, before=13) == ["first"]
    assert state.turns(7, None, 3.0, before=99) == ["first", "second"]


def test_an_edited_question_takes_the_place_of_the_one_before(state: State) -> None:
    state.add_turn(7, None, "frist", 1.0, Sent(10, (11, 12)))
    state.add_turn(7, None, "second", 2.0, Sent(13, (14,)))
    state.change_turn(7, "first", Sent(10, (11,)))
    assert state.turns(7, None, 3.0) == ["first", "second"]
    assert state.replies_to(7, 10, 3.0) == (11,)


def test_a_group_that_becomes_another_keeps_what_is_remembered(state: State) -> None:
    state.add_turn(-7, None, "q", 1.0, Sent(10, ()))
    key = state.refer(-7, None, {"n": 1}, 1.0)
    state.migrate(-7, -1007)
    assert state.turns(-7, None, 2.0) == []
    assert state.turns(-1007, None, 2.0) == ["q"]
    assert state.look_up(key, -1007, 2.0) == {"n": 1}


def test_an_update_without_text_is_seen_and_does_not_wait(state: State) -> None:
    assert state.receive([(1, 7, None), (2, 7, "{}")], 1.0) == [1, 2]
    assert [update.update_id for update in state.pending()] == [2]
    assert state.receive([(1, 7, "{}")], 2.0) == []


def test_each_chat_and_topic_is_a_conversation_of_its_own(state: State) -> None:
    state.add_turn(7, None, "no topic", 1.0, UNSENT)
    state.add_turn(7, 3, "topic 3", 1.0, UNSENT)
    state.add_turn(8, 3, "another chat", 1.0, UNSENT)
    assert state.turns(7, None, 1.0) == ["no topic"]
    assert state.turns(7, 3, 1.0) == ["topic 3"]
    assert state.turns(8, None, 1.0) == []


@pytest.mark.parametrize("question", ["", "x", "🦉", "e\u0301", "مرحبا", "\ud800", "nul\0nul", "y" * 5000])
def test_any_question_comes_back_as_it_was(state: State, question: str) -> None:
    state.add_turn(7, None, question, 1.0, UNSENT)
    assert state.turns(7, None, 1.0) == [question]
    key = state.refer(7, None, {"question": question}, 1.0)
    assert state.look_up(key, 7, 1.0) == {"question": question}


def test_questions_and_buttons_last_as_long_as_the_retention(tmp_path: Path) -> None:
    with closing(State(tmp_path, retention_seconds=50.0)) as state:
        state.add_turn(7, None, "old", 100.0, UNSENT)
        state.add_turn(7, None, "new", 100.5, UNSENT)
        key = state.refer(7, None, {"n": 1}, 100.0)
        assert state.turns(7, None, 150.0) == ["old", "new"]
        assert state.look_up(key, 7, 150.0) == {"n": 1}
        assert state.turns(7, None, 150.5) == ["new"]
        assert state.look_up(key, 7, 150.5) is None


def test_the_retention_is_a_day_unless_told_otherwise(state: State) -> None:
    state.add_turn(7, None, "q", 0.0, UNSENT)
    assert state.turns(7, None, 86_400.0) == ["q"]
    assert state.turns(7, None, 86_400.1) == []


def test_a_button_is_looked_up_by_a_short_random_key_in_its_own_chat(state: State) -> None:
    payload = {"do": "nearest", "history": ["a", "ü"], "n": 1.5, "none": None, "yes": True}
    keys = [state.refer(7, 3, payload, 1.0), state.refer(7, 3, payload, 1.0)]
    assert keys[0] != keys[1]
    assert all(re.fullmatch("[A-Za-z0-9_-]{16}", key) for key in keys)
    assert state.look_up(keys[1], 7, 2.0) == payload
    assert state.look_up(keys[1], 8, 2.0) is None
    assert state.look_up("nonsense", 7, 2.0) is None


def test_feedback_is_one_per_answer_and_chat_the_later_one(state: State) -> None:
    state.add_feedback("k1", 7, True, {"question": "a"}, 1.0)
    state.add_feedback("k1", 8, True, {"question": "b"}, 3.0)
    state.add_feedback("k2", 7, False, {}, 2.0)
    state.add_feedback("k1", 7, False, {"question": "c"}, 4.0)
    assert list(state.feedback()) == [
        Feedback("k2", 7, False, {}, 2.0),
        Feedback("k1", 8, True, {"question": "b"}, 3.0),
        Feedback("k1", 7, False, {"question": "c"}, 4.0),
    ]


def test_what_is_half_read_does_not_hinder_forgetting(state: State, folder: Path) -> None:
    state.add_feedback("k1", 7, True, {"question": "Chrysanthemum"}, 1.0)
    state.add_feedback("k2", 7, True, {}, 2.0)
    reading = state.feedback()
    assert next(reading).key == "k1"
    state.forget(7)
    assert b"Chrysanthemum" not in bytes_in(folder)


def test_a_forgotten_chat_has_neither_turns_nor_buttons_nor_feedback(state: State) -> None:
    keys = {}
    for chat in (7, 8):
        state.add_turn(chat, None, "q", 1.0, UNSENT)
        state.add_turn(chat, 3, "q", 1.0, UNSENT)
        keys[chat] = state.refer(chat, None, {"n": chat}, 1.0)
        state.add_feedback(keys[chat], chat, True, {}, 1.0)
    state.forget(7)
    assert (state.turns(7, None, 1.0), state.turns(7, 3, 1.0)) == ([], [])
    assert state.look_up(keys[7], 7, 1.0) is None
    assert (state.turns(8, None, 1.0), state.turns(8, 3, 1.0)) == (["q"], ["q"])
    assert state.look_up(keys[8], 8, 1.0) == {"n": 8}
    assert list(state.feedback()) == [Feedback(keys[8], 8, True, {}, 1.0)]


@pytest.mark.parametrize("n_chars", [20, 9000])  # in a page of the table, in pages of its own
def test_the_words_of_a_settled_update_are_nowhere_in_the_files(
    state: State, folder: Path, n_chars: int
) -> None:
    state.receive([(1, 7, "Chrysanthemum" + "-" * n_chars), (2, 7, "Rhododendron")], 1.0)
    state.begin_sending(1)
    assert b"Chrysanthemum" in bytes_in(folder)
    state.settle(1)
    assert b"Chrysanthemum" not in bytes_in(folder)
    assert b"-----" not in bytes_in(folder)
    assert b"Rhododendron" in bytes_in(folder)


def test_the_words_of_a_forgotten_chat_are_nowhere_in_the_files(state: State, folder: Path) -> None:
    state.add_turn(8, None, "Rhododendron", 1.0, UNSENT)
    state.add_turn(7, None, "Chrysanthemum", 1.0, UNSENT)
    state.refer(7, None, {"q": "Delphinium"}, 1.0)
    state.add_feedback("k", 7, True, {"q": "Hydrangea"}, 1.0)
    words = [b"Chrysanthemum", b"Delphinium", b"Hydrangea"]
    assert [word in bytes_in(folder) for word in words] == [True, True, True]
    state.forget(7)
    assert [word in bytes_in(folder) for word in words] == [False, False, False]
    assert b"Rhododendron" in bytes_in(folder)


def test_no_copy_that_sqlite_made_of_forgotten_words_is_left(state: State, folder: Path) -> None:
    draw = random.Random(22)  # of the seeds below 60, one of the nine that need the file written anew
    kept = []
    for chat in range(150):
        words = [f"turn{chat:04}" + "y" * draw.choice([20, 60, 200, 800]) for _ in range(2)]
        state.add_turn(chat, None, words[0], 1.0, UNSENT)
        state.refer(chat, None, {"q": words[1]}, 1.0)
        kept.append(chat)
        if draw.random() < 0.45:
            state.forget(kept.pop(draw.randrange(len(kept))))
    assert {int(found) for found in re.findall(rb"turn(\d{4})", bytes_in(folder))} == set(kept)


def test_pruning_deletes_what_is_older_than_the_retention_but_feedback(tmp_path: Path) -> None:
    with closing(State(tmp_path, retention_seconds=50.0)) as state:
        keys = []
        for now in (100.0, 101.0):
            state.receive([(int(now), 7, "{}")], now)
            state.add_turn(7, None, f"at {now}", now, UNSENT)
            keys.append(state.refer(7, None, {"n": now}, now))
        state.add_feedback("k", 7, True, {}, 1.0)
        state.prune(151.0)
        assert state.turns(7, None, 101.0) == ["at 101.0"]
        assert state.look_up(keys[0], 7, 101.0) is None
        assert state.look_up(keys[1], 7, 101.0) == {"n": 101.0}
        assert [update.update_id for update in state.pending()] == [101]
        assert state.receive([(100, 7, "{}")], 151.0) == []
        assert list(state.feedback()) == [Feedback("k", 7, True, {}, 1.0)]


def test_pruned_words_are_nowhere_in_the_files(state: State, folder: Path) -> None:
    state.add_turn(7, None, "Chrysanthemum", 0.0, UNSENT)
    state.prune(DAY + 1)
    assert b"Chrysanthemum" not in bytes_in(folder)


def test_numbers_are_known_for_seven_days_and_the_highest_for_ever(state: State) -> None:
    state.receive([(5, 7, "{}"), (6, 7, "{}")], 0.0)
    state.prune(7 * DAY)
    assert state.receive([(5, 7, "{}")], 7 * DAY) == []
    state.prune(100 * DAY)
    assert state.next_offset() == 7
    assert state.receive([(5, 7, "{}"), (6, 7, "{}")], 100 * DAY) == [5]


def test_the_number_of_a_waiting_update_stays_known(tmp_path: Path) -> None:
    with closing(State(tmp_path, retention_seconds=30 * DAY)) as state:
        state.receive([(5, 7, "five"), (6, 7, "six")], 0.0)
        state.prune(10 * DAY)
        assert state.receive([(5, 7, "again")], 10 * DAY) == []
        assert [update.text for update in state.pending()] == ["five", "six"]


def test_all_is_there_when_it_is_opened_again(folder: Path) -> None:
    with closing(State(folder)) as state:
        state.receive([(1, 7, "{}")], 1.0)
        state.add_turn(7, None, "q", 1.0, UNSENT)
        state.add_feedback("k", 7, True, {"n": 1}, 1.0)
        key = state.refer(7, None, {"n": 2}, 1.0)
    with closing(State(folder)) as state:
        assert state.pending() == [Received(1, 7, "{}", 1.0, False)]
        assert state.turns(7, None, 1.0) == ["q"]
        assert state.look_up(key, 7, 1.0) == {"n": 2}
        assert list(state.feedback()) == [Feedback("k", 7, True, {"n": 1}, 1.0)]


def test_any_thread_may_use_it(state: State) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(state.receive, [(1, 7, "{}")], 1.0).result() == [1]
    assert state.next_offset() == 2


def test_its_folder_and_files_are_for_the_owner_alone(folder: Path) -> None:
    mask = os.umask(0)
    try:
        with closing(State(folder)) as state:
            state.add_turn(7, None, "q", 1.0, UNSENT)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        os.umask(mask)
    assert modes == {STATE_FILE: 0o600, STATE_FILE + "-wal": 0o600, STATE_FILE + "-shm": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"no", b"not a database", b"long " * 2000])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / STATE_FILE
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"not a database\); move it away to begin with an empty one"):
        State(tmp_path)
    assert path.read_bytes() == content


def test_an_empty_file_left_by_a_kill_is_filled(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE).touch()
    with closing(State(tmp_path)) as state:
        assert state.receive([(1, 7, "{}")], 1.0) == [1]


@pytest.mark.parametrize("version", [0, FORMAT])
def test_another_programs_database_is_refused_untouched(tmp_path: Path, version: int) -> None:
    path = tmp_path / STATE_FILE
    with closing(sqlite3.connect(path)) as other:
        other.executescript(f"CREATE TABLE turns (x); PRAGMA user_version = {version};")
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"another program's file.*give another path"):
        State(tmp_path)
    assert path.read_bytes() == before


def test_a_newer_format_is_refused_untouched(folder: Path) -> None:
    State(folder).close()
    path = folder / STATE_FILE
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = path.read_bytes()
    with pytest.raises(
        UsageError, match=f"has format {FORMAT + 1}, this program reads format {FORMAT}; update onrecord"
    ):
        State(folder)
    assert path.read_bytes() == before


def test_a_damaged_file_is_named_when_it_is_read(folder: Path) -> None:
    State(folder).close()
    path = folder / STATE_FILE
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))  # all but the first page
    with closing(State(folder)) as state, pytest.raises(UsageError, match=r"damaged.*move it away"):
        state.pending()


def test_a_read_only_folder_is_named() -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "bot")
        State(folder).close()
        os.chmod(parent, 0o755)
        (folder / STATE_FILE).chmod(0o444)
        folder.chmod(0o555)
        with as_nobody():
            with pytest.raises(ResourceError, match=r"cannot be written.*check.*the permissions"):
                State(folder)
            with pytest.raises(ResourceError, match=r"cannot be made: Permission denied; check the path"):
                State(folder / "new")
        folder.chmod(0o755)


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ResourceError, match="cannot be made: File exists"):
        State(tmp_path / "file")


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE).mkdir()
    with pytest.raises(ResourceError, match=r"cannot be written or read \(unable to open database file\)"):
        State(tmp_path)


def test_a_disk_that_sqlite_calls_full_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def connect_to_a_small_disk(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 12")  # as ENOSPC it is SQLITE_FULL
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_to_a_small_disk)
    with closing(State(folder)) as state:
        with pytest.raises(ResourceError, match=r"disk is full.*check the free space"):
            state.receive([(1, 7, "one"), (2, 7, "x" * 100_000)], 1.0)
        assert state.pending() == []
        assert state.receive([(1, 7, "one")], 2.0) == [1]


def test_a_disk_that_refuses_to_grow_is_named_and_nothing_is_half_stored(folder: Path) -> None:
    done = run(
        folder,
        "import resource",
        "from corpus import ResourceError",
        "state.receive([(1, 7, 'one')], 1.0)",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))",
        "try:",
        "    state.receive([(2, 7, 'two'), (3, 7, 'x' * 400_000)], 2.0)",
        "except ResourceError as error:",
        "    print(error)",
        "print([update.text for update in state.pending()], state.next_offset())",
        "print(state.receive([(2, 7, 'two')], 3.0))",
    )
    assert done.returncode == 0, done.stderr
    error, pending, new = done.stdout.splitlines()
    assert error.startswith(f"{folder / STATE_FILE} cannot be written or read (")
    assert error.endswith("; nothing was changed: check the free space and the permissions")
    assert pending == "['one'] 2"
    assert new == "[2]"


@pytest.mark.slow
def test_another_writer_is_named_after_five_seconds(state: State, folder: Path) -> None:
    with closing(sqlite3.connect(folder / STATE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match=r"another process is writing to .*; stop it"):
            state.receive([(1, 7, "{}")], 1.0)
    assert state.receive([(1, 7, "{}")], 1.0) == [1]
