import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BRIDGE, OWLS

from bot.cli import main

QUESTION = "What do the owls hunt at night?"
UNKNOWN = "Who won the chess olympiad in Reykjavik?"


@pytest.fixture
def run(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the index of the bridge and the owls: exit code, stdout, stderr."""
    monkeypatch.setenv("ONRECORD_INDEX", str(index))

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


Run = Callable[..., tuple[int, str, str]]


def test_an_answer_piped_is_plain_text_with_its_source(run: Run) -> None:
    assert run("ask", QUESTION, "-k", 1) == (
        0,
        "The article says:\n"
        "\n"
        "> The owls hunt mice at night.\n"
        "  Owls return to the old forest · Forest Weekly · paragraph 2 of 2\n"
        "  https://forestweekly.example/owls#:~:text=The%20owls%20hunt%20mice%20at%20night.\n",
        "",
    )


def test_a_refusal_is_exit_1_with_the_nearest_under_their_own_heading(run: Run) -> None:
    code, out, err = run("ask", UNKNOWN)
    assert (code, err) == (1, "")
    assert out.startswith("The articles don't say.\n")
    code, out, _ = run("ask", QUESTION, "--min-confidence", 1)
    assert code == 1
    heading = out.index("Not an answer, but the nearest passages:")
    assert heading < out.index("> The owls hunt mice at night.")


def test_the_json_of_an_answer_is_the_contract(run: Run) -> None:
    code, out, _ = run("ask", QUESTION, "--json", "-k", 1)
    answer = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert list(answer) == [
        "version", "question", "answered", "confidence", "reason", "quotes", "nearest", "index",
        "seconds",
    ]  # fmt: skip
    assert answer["version"] == 1
    assert (answer["answered"], answer["reason"], answer["nearest"]) == (True, None, [])
    (quote,) = answer["quotes"]
    assert list(quote) == [
        "number", "text", "start", "end", "answer", "article", "paragraph", "paragraphs",
        "speaker", "link", "score", "page", "embedded", "copies",
    ]  # fmt: skip
    assert list(quote["article"]) == [
        "id", "title", "publisher", "url", "published", "authors", "sha256",
    ]  # fmt: skip
    assert str(OWLS["text"])[quote["start"] : quote["end"]] == quote["text"]
    assert (quote["speaker"], quote["paragraph"], quote["paragraphs"]) == (None, 2, 2)
    assert answer["index"] == {"generation": 1, "articles": 2, "passages": 5, "encoder": "hashing"}


def test_a_speaker_in_the_json_is_a_slice_too(run: Run) -> None:
    _, out, _ = run("ask", "How long did Brandt wait for the bridge?", "--json", "-k", 1)
    answer = json.loads(out)
    (quote,) = answer["quotes"] or answer["nearest"][:1]
    assert "We waited ten years" in quote["text"]
    speaker = quote["speaker"]
    assert (speaker["text"], speaker["kind"]) == ("Brandt", "direct")
    assert str(BRIDGE["text"])[speaker["start"] : speaker["end"]] == "Brandt"


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["ask", ""], 2, "error[2]: the question is empty; ask one in words\n"),
        (["ask", "a" * 1001], 2, "error[2]: the question has 1,001 characters, at most 1,000"),
        (["ask", "x", "-k", "0"], 2, "error[2]: -k 0 is not between 1 and 10\n"),
        (["ask", "x", "--article", "nobody"], 2, "error[2]: no article 'nobody' in the index"),
        (["show", "nobody"], 2, "error[2]: no articles 'nobody'; see: onrecord index list\n"),
        (["index", "remove", "nobody"], 2, "error[2]: no article 'nobody'"),
        (["index", "add", "/nowhere"], 2, "error[2]: no such file or folder: /nowhere\n"),
        (["verify", "/nowhere.json"], 3, "error[3]: /nowhere.json cannot be read"),
        (["index", "list", "--index", "/nowhere"], 4, "error[4]: no index at /nowhere; build one"),
        (["ask", "x", "--index", "/etc"], 4, "error[4]: /etc is not an index"),
        (["ask", "x", "--index", "/etc/passwd"], 4, "error[4]: /etc/passwd is not a folder"),
    ],
)
def test_a_mistake_is_one_line_on_stderr_with_its_exit_code(
    run: Run, arguments: list[str], code: int, complaint: str
) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith(complaint)
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["ask"], ["nonsense"], ["ask", "x", "--inde", "y"]])
def test_a_wrong_command_is_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_every_source_is_accounted_for(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "new.txt").write_text("A headline\n\nA new sentence.", encoding="utf-8")
    (folder / "old.jsonl").write_text(json.dumps(OWLS) + "\n{", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "bad\x1b[31m.txt").write_bytes(b"\xff\xfe\xff")
    code, out, err = run("index", "add", folder)
    assert code == 0
    assert out == "1 added, 1 unchanged, 2 skipped, 1 failed\n"
    assert "skipped: " in err
    assert "\x1b" not in err
    assert "old.jsonl:2 (not JSON" in err
    code, out, _ = run("index", "add", folder / "empty.txt")
    assert (code, out) == (3, "0 added, 0 unchanged, 1 skipped, 0 failed\n")


def test_of_many_copies_three_are_named_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text("A headline\n\nA new sentence.", encoding="utf-8")
    (folder / "x.json").write_text('{"publisher": "ВВС", "text": "It rained."}', encoding="utf-8")
    code, out, err = run("index", "add", folder)
    assert (code, out) == (0, "2 added, 8 unchanged, 0 skipped, 0 failed\n")
    assert err.splitlines() == [
        *(f"unchanged: {folder}/{n}.txt (the same as {folder}/0.txt)" for n in (1, 2, 3)),
        f"added: {folder}/x.json (the name 'ВВС' is written in other letters than it looks)",
        "and 5 more copies; see: -v",
    ]
    _, _, err = run("index", "add", folder, "-v")
    assert sum("the same as" in line for line in err.splitlines()) == 8


def test_articles_are_listed_shown_counted_and_removed(run: Run) -> None:
    code, out, _ = run("index", "list")
    assert code == 0
    assert out.splitlines()[1].split("\t") == ["owls", OWLS["title"], "Forest Weekly", "-"]
    code, out, _ = run("show", "owl")
    assert code == 0
    assert out == (
        "Owls return to the old forest\nForest Weekly\n"
        "\n  1  Forty owls have returned to the old forest, rangers reported.\n"
        "\n  2  The owls hunt mice at night. They nest in hollow oaks.\n"
    )
    code, out, _ = run("show", "owls", "--json")
    assert json.loads(out)["text"] == OWLS["text"]
    assert run("index", "stats")[1].startswith("2 articles, 5 passages, generation 1\n")
    assert run("index", "remove", "owls")[:2] == (0, "1 removed\n")
    assert run("index", "verify")[:2] == (0, "every article, passage and vector is as it was stored\n")
    assert run("index", "rebuild")[:2] == (0, "rebuilt\n")
    assert run("index", "stats")[1].startswith("1 articles, 3 passages, generation 3\n")


def test_who_speaks_in_an_article_is_listed_with_how_often(run: Run) -> None:
    assert run("show", "bridge", "--speakers") == (
        0,
        "Mayor Ilse Brandt: 2 direct, first in paragraph 2\n",
        "",
    )
    assert run("show", "owls", "--speakers")[:2] == (0, "rangers: 1 indirect, first in paragraph 1\n")
    code, out, _ = run("show", "bridge", "--speakers", "--json")
    assert (code, json.loads(out)) == (
        0,
        {
            "article": "bridge",
            "speakers": [
                {
                    "name": "Mayor Ilse Brandt",
                    "start": 0,
                    "end": 17,
                    "paragraph": 2,
                    "direct": 2,
                    "mixed": 0,
                    "indirect": 0,
                }
            ],
            "unplain": {"paragraph": None, "direct": 0, "mixed": 0, "indirect": 0, "marked": 0},
        },
    )


def test_what_nobody_plainly_says_is_counted_last(run: Run, tmp_path: Path) -> None:
    text = (
        "It was a “success”. Ada Quist met Bo Lund. They said it was safe.\n\n“It will rain for days on end.”"
    )
    (tmp_path / "rain.txt").write_text(f"Rain\n\n{text}", encoding="utf-8")
    run("index", "add", tmp_path / "rain.txt")
    assert run("show", "rain", "--speakers")[1] == (
        "(not plain who speaks: 1 direct, 1 indirect, 1 set off by quotation marks, first in paragraph 1)\n"
    )
    (tmp_path / "sun.txt").write_text("Sun\n\nIt is warm.", encoding="utf-8")
    run("index", "add", tmp_path / "sun.txt")
    assert run("show", "sun", "--speakers")[1] == "Nobody speaks in this article.\n"


def test_only_a_speaker_is_quoted_or_it_is_said_that_there_is_none(run: Run) -> None:
    code, out, err = run("ask", "How long did they wait?", "--speaker", "brandt", "--min-confidence", 0)
    assert (code, err) == (0, "")
    assert (
        "> “We waited ten years for this bridge,” Brandt said.\n  Said by: Brandt (Mayor Ilse Brandt)\n"
        in out
    )
    assert run("ask", QUESTION, "--speaker", "the pope") == (
        1,
        "The articles don't say.\n(nobody named 'the pope' speaks in the articles; "
        "who does: onrecord show ARTICLE_ID --speakers)\n",
        "",
    )
    complaint = "error[2]: the speaker '' has no name; give one in words\n"
    assert run("ask", QUESTION, "--speaker", "") == (2, "", complaint)


def test_a_chat_can_be_restricted_to_a_speaker(index: Path) -> None:
    done = onrecord("chat", "--speaker", "Dahl", "--index", str(index), input=f"{QUESTION}\n")
    assert "(nobody named 'Dahl' speaks in the articles" in done.stdout


def test_old_answers_are_checked_against_the_articles_of_today(
    run: Run, tmp_path: Path, add: Callable[..., list[str]], write_jsonl: Callable[..., Path]
) -> None:
    file = tmp_path / "answer.json"
    _, out, _ = run("ask", QUESTION, "--json", "-k", 1)
    file.write_text(out, encoding="utf-8")
    assert run("verify", file)[0] == 0
    altered = json.loads(out)
    altered["quotes"][0]["text"] = "The owls hunt rats at night."
    file.write_text(json.dumps(altered), encoding="utf-8")
    assert run("verify", file)[0] == 3
    file.write_text(out * 2, encoding="utf-8")
    add(write_jsonl({**OWLS, "text": "Owls hunt nothing now."}))
    code, out, _ = run("verify", file)
    assert code == 3
    assert out.endswith("0 ok, 2 changed, 0 gone\n")
    run("index", "remove", "owls")
    assert run("verify", file)[1].endswith("0 ok, 0 changed, 2 gone\n")


@pytest.mark.parametrize("content", ["", "nonsense", "[1]", '{"quotes": [{}], "nearest": []}'])
def test_a_file_of_something_else_is_no_old_answer(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content, encoding="utf-8")
    code, _, err = run("verify", file)
    assert (code, err.count("\n")) == (3, 1)


def test_the_doctor_finds_a_fault_and_names_the_repair(run: Run, index: Path) -> None:
    import sqlite3

    assert run("doctor")[0] == 0
    with sqlite3.connect(index / "record.sqlite") as connection:
        connection.execute("UPDATE articles SET title = 'Another' WHERE id = 'owls'")
    connection.close()
    code, out, _ = run("doctor")
    assert code == 4
    assert "FAULT the index at" in out
    assert "article owls was altered in the record" in out
    assert "onrecord index rebuild" in out


def onrecord(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_a_full_disk_under_the_output_is_exit_7(index: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "bot.cli", "ask", QUESTION, "--index", str(index)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (7, 1)


def test_a_reader_that_leaves_ends_the_output_quietly(index: Path) -> None:
    show = f"{sys.executable} -m bot.cli show bridge --index {index}"
    command = ["bash", "-c", f"{show} | true; exit ${{PIPESTATUS[0]}}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"PYTHONOPTIMIZE": "1"},
        {"NO_COLOR": "1", "TERM": "dumb"},
        {"PYTHONHASHSEED": "7", "TZ": "nowhere"},
        {"OMP_NUM_THREADS": "1"},
    ],
)
def test_the_answer_does_not_depend_on_the_environment(
    shipped_index: Path, environment: dict[str, str]
) -> None:
    question = "Why does Iran need a pact with Syria?"
    arguments = ("ask", question, "--json", "--index", str(shipped_index))
    plain = json.loads(onrecord(*arguments).stdout)
    other = json.loads(onrecord(*arguments, env={**os.environ, **environment}).stdout)
    assert {**plain, "seconds": 0} == {**other, "seconds": 0}


def test_a_chat_answers_line_by_line_and_survives_a_slip(index: Path) -> None:
    typed = f"{QUESTION}\n{'a' * 1001}\n/new\n/help\nWhat did the bridge cost?\n/quit\nnot read\n"
    done = onrecord("chat", "--index", str(index), input=typed)
    assert done.returncode == 0
    assert "> The owls hunt mice at night." in done.stdout
    assert "It cost $3.5 billion." in done.stdout
    assert "the question has 1,001 characters" in done.stderr
    assert "Traceback" not in done.stderr


def test_invalid_bytes_in_the_arguments_are_a_usage_error(index: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "ask", b"caf\xe9", "--index", str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "not valid UTF-8" in done.stderr


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"A headline\n\nA new sentence.", "standard input"),
        (b"From: Ann <ann@a.example>\nSubject: A headline\n\nA new sentence.", "standard input"),
        (b'{"title": "A headline", "text": "A new sentence."}', "standard input"),
        (b'{"title": "A headline", "text": "A new sentence."}\n{', "standard input:1"),
        (
            b"<rss><channel><item><title>A headline</title><description>A new sentence.</description></item>"
            b"</channel></rss>",
            "standard input",
        ),
    ],
)
def test_an_article_on_standard_input_is_read_by_how_it_begins(
    run: Run, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str
) -> None:
    give(monkeypatch, data)
    code, out, err = run("index", "add", "-", "-v")
    assert code == 0
    assert out.startswith("1 added, 0 unchanged, 0 skipped, ")
    assert f"added: {name} (a-headline-" in err


def test_standard_input_is_read_beside_files(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("A new sentence.", encoding="utf-8")
    give(monkeypatch, b"%PDF")
    assert run("index", "add", "-", tmp_path / "a.txt")[1] == "2 added, 0 unchanged, 0 skipped, 0 failed\n"


def test_a_file_left_out_is_an_error_only_if_strict(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A new sentence.", encoding="utf-8")
    (tmp_path / "b.txt").touch()
    codes = [
        run("index", "add", tmp_path / name, *more)[0]
        for name in ("a.txt", "")
        for more in ((), ("--strict",))
    ]
    assert codes == [0, 0, 0, 3]


def test_nothing_to_add_makes_no_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run("index", "add", tmp_path / "empty", "--index", tmp_path / "new")
    assert (code, out) == (3, "")
    assert err == f"error[3]: nothing to add in {tmp_path / 'empty'}: no files there\n"
    assert not (tmp_path / "new").exists()


def test_a_path_that_does_not_exist_is_found_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A new sentence.", encoding="utf-8")
    code, _, err = run("index", "add", tmp_path / "a.txt", tmp_path / "none", "--index", tmp_path / "new")
    assert (code, err) == (2, f"error[2]: no such file or folder: {tmp_path / 'none'}\n")
    assert not (tmp_path / "new").exists()


def test_every_file_is_read_once(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    system_open = os.open

    def counting_open(path: object, *rest: object, **named: object) -> int:
        opened.append(str(path))
        return system_open(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", counting_open)
    (tmp_path / "a.txt").write_text("A new sentence.", encoding="utf-8")
    assert run("index", "add", tmp_path / "a.txt")[0] == 0
    assert opened.count(str(tmp_path / "a.txt")) == 1
