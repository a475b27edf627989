import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import OWLS

from bot.answer import Engine
from bot.cli import main
from bot.evaluation.evaluate import Subject, Wanted, evaluate
from bot.settings import DEFAULT_MIN_CONFIDENCE
from index import Context, FollowUp, Library, Reader, Reading, load_neural_reader

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "corpus" / "questions" / "media-line.jsonl"
LIMITS = ROOT / "corpus" / "questions" / "limits.toml"
ARTICLE_ID = "iran-and-syria-tout-a-defense-reconstruction-deal-80295b83"

HUNT = {
    "id": "hunt",
    "question": "What do the owls hunt at night?",
    "answerable": True,
    "article_id": "owls",
    "evidence": ["The owls hunt mice at night."],
    "answers": ["mice"],
    "kind": "fact",
}
CHESS = {"id": "chess", "question": "Who won the chess olympiad?", "answerable": False, "kind": "far"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(index: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``onrecord eval`` on the index of the bridge and the owls: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["eval", *map(str, arguments), "--index", str(index)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def figure(out: str, name: str) -> str:
    (line,) = [line for line in out.splitlines() if line.startswith(name + "  ")]
    return line[len(name) :].split()[0]


def test_the_figures_are_those_of_the_answers_that_users_get(
    run: Run, write_jsonl: Callable[..., Path], tmp_path: Path, index: Path
) -> None:
    predictions = tmp_path / "answers.jsonl"
    code, out, err = run(write_jsonl(HUNT, CHESS), "--predictions", predictions)
    assert (code, err) == (0, "")
    assert (figure(out, "quote Success@1"), figure(out, "false answers")) == ("1.000", "0.000")
    assert (figure(out, "F1 NoAns"), figure(out, "altered quotes")) == ("1.000", "0.000")
    lines = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    assert [line.pop("id") for line in lines] == ["hunt", "chess"]
    asked = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", HUNT["question"], "--json", "--index", str(index)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {**lines[0], "seconds": 0} == {**json.loads(asked.stdout), "seconds": 0}


def test_a_bad_question_is_refused_with_its_line_or_left_out_on_demand(
    run: Run, write_jsonl: Callable[..., Path]
) -> None:
    path = write_jsonl(HUNT, {**HUNT, "id": "x", "evidence": ["The owls hunt rats."]})
    code, out, err = run(path)
    assert (code, out) == (3, "")
    assert "line 2: 'The owls hunt rats.' is not in article owls\n" in err
    assert "error[3]: 1 of 2 questions are wrong" in err
    code, out, err = run(path, "--skip-bad")
    assert code == 0
    assert "1 bad questions left out, 1 asked" in err


def test_a_question_can_be_kept_to_its_own_article(
    run: Run, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    predictions = tmp_path / "answers.jsonl"
    asked = {**HUNT, "question": "How long is the harbour bridge?"}
    run(write_jsonl(asked), "--scope", "article", "--predictions", predictions)
    answer = json.loads(predictions.read_text(encoding="utf-8"))
    assert {quote["article"]["id"] for quote in [*answer["quotes"], *answer["nearest"]]} <= {"owls"}


def test_history_is_played_as_a_conversation(run: Run, write_jsonl: Callable[..., Path]) -> None:
    follow_up = {**HUNT, "question": "And what do they hunt?", "kind": "follow-up"}
    told = {**follow_up, "id": "told", "history": ["Where do the owls live at night?"]}
    _, out, _ = run(write_jsonl(told))
    assert figure(out, "quote Success@1") == "1.000"


def test_a_repeated_run_is_the_same_to_the_bit_but_for_time(
    run: Run, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    def report(name: str) -> dict[str, Any]:
        run(path, "--json", tmp_path / name)
        found: dict[str, Any] = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        found["results"] = [{**result, "seconds": 0} for result in found["results"]]
        timed = ("latency", "questions/s")
        found["figures"] = [f for f in found["figures"] if not f["name"].startswith(timed)]
        return {**found, "created": ""}

    path = write_jsonl(HUNT, CHESS)
    assert report("one.json") == report("two.json")


def test_a_baseline_shows_what_flipped_and_shuts_the_gate(
    run: Run, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(*[{**HUNT, "id": f"q{n}"} for n in range(12)])
    baseline = tmp_path / "old.json"
    assert run(path, "--json", baseline)[0] == 0
    code, out, _ = run(path, "--baseline", baseline, "--gate")
    assert (code, out.splitlines()[-1]) == (0, "gate: open")
    code, out, err = run(path, "--baseline", baseline, "--gate", "--min-confidence", 1)
    assert (code, out.splitlines()[-1]) == (1, "gate: shut")
    assert "q0: right → " in out
    assert "gate: wrong refusals went from 0.000 to 1.000" in err


def test_a_limit_missed_shuts_the_gate(run: Run, write_jsonl: Callable[..., Path], tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    path = write_jsonl(HUNT, CHESS)
    limits.write_text('[minimum]\n"quote Success@1" = 0.9\n[maximum]\n"false answers" = 0.1\n')
    assert run(path, "--gate", limits)[0] == 0
    limits.write_text('[minimum]\n"quote Success@1" = 1.1\n')
    code, _, err = run(path, "--gate", limits)
    assert code == 1
    assert "gate: quote Success@1 is 1.000, its minimum is 1.1" in err


@pytest.mark.parametrize(
    "text", ["[minimum", "[least]\nx = 1", "[minimum]\nx = 'a'", '[minimum]\n"no such" = 1']
)
def test_limits_that_say_nothing_are_a_usage_error(
    run: Run, write_jsonl: Callable[..., Path], tmp_path: Path, text: str
) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text(text)
    assert run(write_jsonl(HUNT), "--gate", limits)[0] == 2


def test_a_killed_run_goes_on_where_it_stopped(
    index: Path, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_jsonl(*[{**HUNT, "id": f"q{n}"} for n in range(150)])
    output = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "bot.cli", "eval", path, "--predictions", output, "--index", index]
    first = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    journal = tmp_path / "out.jsonl.part"
    while not (journal.exists() and journal.read_text(encoding="utf-8").count("\n") > 20):
        assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait()
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"details": {"id": "cut off by the k')
    second = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    assert "going on after " in second.stderr
    ids = [json.loads(line)["id"] for line in output.read_text(encoding="utf-8").splitlines()]
    assert ids == [f"q{n}" for n in range(150)]
    assert not journal.exists()


def test_calibrating_is_kept_with_the_index_and_warned_of(
    run: Run, write_jsonl: Callable[..., Path], index: Path
) -> None:
    wrong = {**CHESS, "question": "Who built the bridge of owls in the forest?"}
    path = write_jsonl(
        *[{**HUNT, "id": f"a{n}"} for n in range(25)], *[{**wrong, "id": f"b{n}"} for n in range(25)]
    )
    code, out, _ = run(path, "--calibrate", 0.1)
    assert code == 0
    assert "for at most 10% wrong answers" in out
    kept = json.loads((index / "calibration.json").read_text(encoding="utf-8"))
    assert (kept["fitted_on"], kept["n"], kept["target"]) == ("articles.jsonl", 50, 0.1)
    code, out, err = run(path)
    assert "warning: the confidence was calibrated on this very set" in err
    assert figure(out, "false answers") == "0.000"
    (index / "calibration.json").write_text("{", encoding="utf-8")
    assert run(path)[0] == 4


def test_too_few_questions_calibrate_nothing(run: Run, write_jsonl: Callable[..., Path]) -> None:
    code, _, err = run(write_jsonl(HUNT, CHESS), "--calibrate")
    assert code == 2
    assert "too few to calibrate on" in err


class BackwardsReader:
    """A deliberately broken reader: it is surest of what answers least."""

    def __init__(self) -> None:
        self._reader = load_neural_reader()

    def read(
        self,
        question: str,
        contexts: Sequence[Context],
        weights: Mapping[str, float],
        follow_up: FollowUp | None = None,
        *,
        thorough: bool = False,
    ) -> list[list[Reading]]:
        readings = self._reader.read(question, contexts, weights, follow_up, thorough=thorough)
        return [[replace(one, probability=1 - one.probability) for one in row] for row in readings]


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "index"
    command = [sys.executable, "-m", "bot.cli", "ask", "Who is Hatami?", "--index", str(folder)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    return folder


@pytest.mark.parametrize(("make_reader", "code"), [(load_neural_reader, 0), (BackwardsReader, 1)])
def test_the_shipped_set_opens_the_gate_to_the_reader_and_shuts_it_to_a_broken_one(
    real_index: Path, make_reader: Callable[[], Reader], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Wanted(SHIPPED, False, False, None, None, None, None, True, LIMITS, None)
    library = Library(real_index)
    reader = make_reader()
    engine = Engine(library, reader, min_confidence=DEFAULT_MIN_CONFIDENCE, max_quotes=3, n_passages=20)
    assert evaluate(Subject(engine, library, None), wanted) == code
    assert figure(capsys.readouterr().out, "altered quotes") == "0.000"


def test_an_altered_quote_fails_the_run_whatever_else_it_says() -> None:
    from bot.evaluation.shelf import Shelf
    from corpus import make_article

    article = make_article(OWLS["text"], article_id="owls")
    shelf = Shelf(Library(Path(os.devnull)))
    shelf.find = {"owls": article}.get  # type: ignore[assignment]  # a shelf of one article
    quote = {"article": {"id": "owls", "sha256": article.sha256}, "start": 0, "end": 5, "text": "Forty"}
    assert not shelf.is_altered(quote)
    assert shelf.is_altered({**quote, "text": "Fifty"})
    assert shelf.is_altered({**quote, "end": 4})
    assert shelf.is_altered({**quote, "article": {"id": "owls", "sha256": "0" * 64}})
    assert shelf.is_altered({**quote, "article": {"id": "gone", "sha256": article.sha256}})
