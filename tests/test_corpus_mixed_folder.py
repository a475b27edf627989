from collections import defaultdict
from pathlib import Path

import pytest
from conftest import HASHING
from mixed_folder import Made, make_folder
from page_news import CANARY

from corpus import Article, lay_out, read_sources, split_sentences
from index import Library, Outcome, Status, add_sources, find_faults, list_articles

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Made]]:
    path = tmp_path_factory.mktemp("news")
    return path, make_folder(path)


def file_of(name: str, folder: Path, made: dict[str, Made]) -> str:
    """Return the file that a source's name belongs to."""
    inside = name.removeprefix(f"{folder}/")
    return max((file for file in made if inside.startswith(file)), key=len)


def test_of_200_mixed_files_every_one_is_accounted_for(
    folder: tuple[Path, dict[str, Made]], tmp_path: Path
) -> None:
    path, made = folder
    outcomes: list[Outcome] = []
    add_sources(
        tmp_path / "index",
        read_sources([path]),
        encoder_name=HASHING,
        default_encoder=HASHING,
        on_outcome=outcomes.append,
    )
    by_file = defaultdict(list)
    for outcome in outcomes:
        by_file[file_of(outcome.name, path, made)].append(outcome)
    assert len(made) == 200
    assert set(by_file) == set(made)
    for name, one in made.items():
        added = [o for o in by_file[name] if o.status is Status.ADDED]
        others = [o for o in by_file[name] if o.status is not Status.ADDED]
        assert (name, len(added)) == (name, len(one.articles))
        assert all(outcome.reason for outcome in others)
        assert bool(others) != bool(one.articles)
    with Library(tmp_path / "index").snapshot() as snapshot:
        n = sum(1 for _ in list_articles(snapshot.connection))
    assert n == sum(len(one.articles) for one in made.values()) == 211
    assert list(find_faults(tmp_path / "index")) == []


def test_what_is_quotable_is_what_was_written(folder: tuple[Path, dict[str, Made]]) -> None:
    path, made = folder
    quotable: dict[str, list[str]] = defaultdict(list)
    for source in read_sources([path]):
        if source.article:
            quotable[file_of(source.name, path, made)] += sentences_of(source.article)
    shares = {}
    for kind in ("pages", "prints", "texts", "exports", "feeds", "archives"):
        files = {name: one for name, one in made.items() if name.startswith(f"{kind}/")}
        written = {name: set(written_in(one)) for name, one in files.items()}
        found = sum(len(written[name] & set(quotable[name])) for name in files)
        shares[kind] = found / sum(map(len, written.values()))
        assert not [text for name in files for text in quotable[name] if CANARY in text]
    assert {kind: share for kind, share in shares.items() if kind in ("texts", "exports", "archives")} == {
        "texts": 1.0,
        "exports": 1.0,
        "archives": 1.0,
    }
    assert shares["pages"] >= 0.97
    assert shares["feeds"] >= 0.97
    assert shares["prints"] >= 0.9


def sentences_of(article: Article) -> list[str]:
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


def written_in(one: Made) -> list[str]:
    texts = [text for paragraphs in one.articles for text in paragraphs]
    return [sentence.span.slice(text) for text in texts for sentence in split_sentences(text)]
