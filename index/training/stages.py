"""Runs the stages of training one after the other, each from the files of the one before."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from corpus import Span, read_sources
from index.blocks import Block
from index.changes import add_sources
from index.export import DEFAULT_ENCODER, check_default_encoder
from index.network import NETWORK, Network, load_network
from index.training.problems import Problem
from index.training.recipe import FUSION_TITLE, NEWS, epoch_maker, ingredients, measured

Say = Callable[[str], None]
_SEED = 1
_RATE = 1.5e-4
_CHECKPOINT = "checkpoint.pt"
# Of the likeliest short answer in a sentence. On the calibration news, a short answer that is shown from
# here on touches an annotated one in most cases; below, the whole sentence is left to speak.
_MIN_ANSWER = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How often to go through what ``share`` of the recipe, and from which exported reader on.

    None is from the encoder, or from so many of its ``layers``. With readers to ``average`` nothing is
    fitted: the mean of their weights is the network. ``squad`` is SQuAD's own training file. What an epoch
    draws depends on its number, so one that goes on starts with the ``first`` that no one has drawn.
    """

    epochs: int
    share: float = 1.0
    start: Path | None = None
    layers: int | None = None
    average: tuple[Path, ...] = ()
    squad: Path | None = None
    first: int = 0


def fit(bench: Path, out: Path, plan: Plan, say: Say) -> None:
    """Fit the network to the examples of the recipe."""
    if plan.average:
        return
    import torch

    from index.training.fitting import Fitter, Prepared, batches, prepare, run
    from index.training.network import ReaderNetwork, load_encoder, load_tokenizer
    from index.training.starting import start_from

    base = check_default_encoder()
    tokenizer = load_tokenizer(base)
    parts = [replace(part, share=plan.share * part.share) for part in ingredients(bench, plan.squad)]
    make = epoch_maker(parts, say)

    @lru_cache(maxsize=1)  # the first is made to count the steps
    def prepared(number: int) -> list[Prepared]:
        return [prepare(example, tokenizer) for example in make(number)]

    torch.manual_seed(_SEED)
    network = ReaderNetwork(load_encoder(base, plan.layers))
    if plan.start:
        start_from(network, plan.start / NETWORK)
    rounds = [partial(prepared, plan.first + number) for number in range(plan.epochs)]
    n_steps = plan.epochs * sum(1 for _ in batches(rounds[0](), 0))
    run(Fitter(network, _RATE, n_steps), rounds, _SEED, out / _CHECKPOINT, say)


def export(bench: Path, out: Path, plan: Plan, say: Say) -> None:
    """Export the network, with weights of 8 bits for use and of 32 to compare with."""
    from index.training.exporting import export_network
    from index.training.fitting import Fitter
    from index.training.network import ReaderNetwork, load_encoder, load_tokenizer
    from index.training.starting import average_into

    base = check_default_encoder()
    network = ReaderNetwork(load_encoder(base, plan.layers))
    if plan.average:
        average_into(network, [reader / NETWORK for reader in plan.average])
    else:
        fitter = Fitter(ReaderNetwork(load_encoder(base, plan.layers)), _RATE, 1)
        fitter.load(out / _CHECKPOINT)
        fitter.masters_into(network)
    for bits, name in ((8, "reader"), (32, "reader-32")):
        export_network(network, load_tokenizer(base), out / name, bits=bits)
        say(f"{name}: {(out / name / 'reader.onnx').stat().st_size / 1e6:.1f} MB")


def fuse(bench: Path, out: Path, plan: Plan, say: Say) -> None:
    """Fit the fusion to questions that the network was not trained on, and write it into the model."""
    from index.training.exporting import write_description
    from index.training.fusing import describe_fusion, fit_fusion, gather_cases, summarise

    network, _ = load_network(out / "reader", None)
    sets = {"news": _news_set(out), "squad": _squad_set(bench, out)}
    cases = {
        (name, scope): gather_cases(
            folder, folder / "questions.jsonl", network, within_article=scope == "article"
        )
        for name, folder in sets.items()
        for scope in ("article", "all")
    }
    news = [case for (name, _), held in cases.items() if name == "news" for case in held]
    everything = [case for held in cases.values() for case in held]
    fusion = fit_fusion(everything, news, _MIN_ANSWER)
    write_description(out / "reader", {"fusion": describe_fusion(fusion)})
    say(f"fused: {describe_fusion(fusion)}; news, both scopes: {_figures(summarise(fusion, news))}")
    for (name, scope), held in cases.items():
        say(f"{name}, scope {scope}: {_figures(summarise(fusion, held))}")


def measure(bench: Path, out: Path, plan: Plan, say: Say) -> None:
    """Measure the network alone on what it was not trained on, with weights of 8 bits and of 32."""
    from index.training.measuring import judge, table

    for name, problems in measured(bench).items():
        for model in ("reader", "reader-32"):
            network, _ = load_network(out / model, None)
            say(f"{model}: {name}: {_figures(table(judge(problems, partial(_read, network))))}")


def _read(network: Network, problem: Problem, block: Block) -> list[tuple[Span, float, Span | None]]:
    text = problem.text
    (judged,) = network.judge(problem.question, [(text.title, text.text, block)], problem.before)
    return [(one.span, one.logit, one.answer) for one in judged]


def _news_set(out: Path) -> Path:
    folder = _empty(out / "fusion-news")
    for name in ("articles", "questions"):
        shutil.copy(NEWS / f"calibration-{name}.jsonl", folder / f"{name}.jsonl")
    return _indexed(folder)


def _squad_set(bench: Path, out: Path) -> Path:
    """Make a set of the one title of SQuAD that was kept for this."""
    folder, source = _empty(out / "fusion-squad"), bench / "squad2_train_part"
    articles = [json.loads(line) for line in (source / "articles.jsonl").open(encoding="utf-8")]
    kept = [row for row in articles if row["title"] == FUSION_TITLE]
    ids = {row["id"] for row in kept}
    questions = [json.loads(line) for line in (source / "questions.jsonl").open(encoding="utf-8")]
    for name, rows in (("articles", kept), ("questions", [r for r in questions if r["article_id"] in ids])):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return _indexed(folder)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _indexed(folder: Path) -> Path:
    """Add the articles of a set's folder to an index in that folder's subfolder ``index``."""
    add_sources(
        folder / "index",
        read_sources([folder / "articles.jsonl"]),
        encoder_name=DEFAULT_ENCODER,
        default_encoder=DEFAULT_ENCODER,
        on_outcome=lambda outcome: None,
    )
    return folder


def _figures(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}".replace(".000", "") for name, value in figures.items())
