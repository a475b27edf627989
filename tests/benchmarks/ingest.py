"""Measures what becomes of files on their way into an index: prints figures, asserts nothing.

Usage: python tests/benchmarks/ingest.py NAME [PATH...]

    page TESTS [N]    CPU time of reading every N-th page (9), and headlines; TESTS as for pages.py
    bait ARTICLES...  which articles are told to be made of questions
    copies [N]        what is found where eight copies of each of N stories are in the index (200)
    watch             what it takes to follow the removal of one of 200 files
    speaker [N]       what looking for a speaker takes in N articles (2000): one who speaks, one who does not
    pdf [N]           CPU time of reading N dense pages (60)
    glyphs FONTS...   honest glyphs of fonts that are taken for lies, and lies that are found
    printed PDF...    characters of PDFs that are taken for lies

To compare with an older version run it with PYTHONPATH=CHECKOUT, in turns. News is made up of random words.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import Article, ArticleError, Source, lay_out, make_article, read_sources
from index import Library, add_sources

sys.path.insert(0, str(Path(__file__).parents[1]))
CHANCE = random.Random(0)
WORDS = ["".join(CHANCE.choices("aeioubcdfglmnprstv", k=CHANCE.randint(3, 9))) for _ in range(3000)]
COPIES = 8


def sentence() -> str:
    """Return a made-up sentence."""
    return " ".join(CHANCE.sample(WORDS, CHANCE.randint(8, 22))).capitalize() + "."


def paragraphs(n: int) -> str:
    """Return a made-up story of so many paragraphs."""
    return "\n\n".join(" ".join(sentence() for _ in range(3)) for _ in range(n))


def page(tests: str, every: str = "9") -> None:
    from corpus.formats.page import read_page

    files = sorted(path for folder in ("eval", "cache") for path in Path(tests, folder).glob("*.html"))
    seconds, n_headlines = [], 0
    for path in files[:: int(every)]:
        data = path.read_bytes()
        started = time.process_time()
        try:
            (found,) = read_page(data)
        except ArticleError:
            continue
        seconds.append(time.process_time() - started)
        n_headlines += bool(found.headline)
    print(f"{len(seconds)} pages, {n_headlines} with a headline that can be quoted")
    print(f"CPU: mean {statistics.mean(seconds):.3f} s, median {statistics.median(seconds):.3f} s")


def bait(*names: str) -> None:
    from corpus import is_bait

    articles = [source.article for source in read_sources(map(Path, names)) if source.article]
    told = [article.id for article in articles if is_bait(article, lay_out(article))]
    print(f"{len(articles)} articles, told to be made of questions: {len(told)} {told[:9]}")


def copies(n: str = "200") -> None:
    from index import retrieve

    stories = [paragraphs(6) for _ in range(int(n))]
    copied = [
        make_article(f"{story}\n\n{sentence()}", article_id=f"{number}-{copy}")
        for number, story in enumerate(stories)
        for copy in range(COPIES)
    ]
    with tempfile.TemporaryDirectory() as folder, Library(indexed(folder, copied)).snapshot() as snapshot:
        found = [
            [one.found.stored.article.id for one in retrieve(snapshot, question, 30)]
            for question in (CHANCE.choice(story.split(".")) for story in stories[:50])
        ]
    n_stories = statistics.mean(len({one.partition("-")[0] for one in ids}) for ids in found)
    print(f"of 30 passages wanted {statistics.mean(map(len, found)):.1f} found, of {n_stories:.1f} stories")


def watch() -> None:
    from bot.watching import Follower

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "news")
        folder.mkdir()
        for number in range(200):
            Path(folder, f"{number}.html").write_text(
                f"<article><h1>{sentence()}</h1><p>{sentence()}</p><p>{sentence()}</p></article>",
                encoding="utf-8",
            )
        read = []

        def add(sources: Sequence[Source]) -> list:
            outcomes = []
            add_sources(
                Path(name, "index"),
                sources,
                encoder_name=None,
                default_encoder="hashing",
                on_outcome=outcomes.append,
            )
            read.extend(outcomes)
            return outcomes

        follower = Follower(Path(name, "index"), [folder], add(read_sources([folder])), add, print)
        read.clear()
        Path(folder, "7.html").unlink()
        follower.waiting = {folder / "7.html"}
        started = time.perf_counter()
        follower.follow()
        print(f"{time.perf_counter() - started:.2f} s, {len(read)} files read")


def speaker(n: str = "2000") -> None:
    from bot.voices import find_meant

    names = [
        f"{word.capitalize()} {other.capitalize()}" for word, other in zip(WORDS, WORDS[9:], strict=False)
    ]
    articles = [
        make_article(
            f"{paragraphs(3)}\n\n“{sentence()[:-1]},” said {names[number % len(names)]}, a miller.\n\n"
            f"{paragraphs(2)}"
        )
        for number in range(int(n))
    ]
    with tempfile.TemporaryDirectory() as folder, Library(indexed(folder, articles)).snapshot() as snapshot:
        for name in (names[5], "Zqyxwvk Qqzzxx"):
            started = time.perf_counter()
            meant = find_meant(snapshot.connection, name, None)
            print(f"{name}: {len(meant.heard)} said, {time.perf_counter() - started:.2f} s")


def pdf(n: str = "60") -> None:
    from pdf_builder import lines, make_pdf

    from corpus.formats.pdf import read_pdf

    data = make_pdf(*(lines(*dense_lines(), y=770) for _ in range(int(n))))
    started = time.process_time()
    (found,) = read_pdf(data, seconds=600)
    seconds = time.process_time() - started
    print(f"{len(data):,} bytes, {found.blocks[-1].page} pages, CPU {seconds:.1f} s")


def dense_lines() -> Iterator[str]:
    """Yield fifty lines of 92 characters."""
    text = paragraphs(12).replace("\n\n", " ")
    return (text[92 * number : 92 * (number + 1)].strip() for number in range(50))


def glyphs(*folders: str) -> None:
    import numpy as np
    from fit_glyphs import NONE
    from fit_glyphs import glyphs as glyphs_of

    from corpus.formats.glyph_shapes import likeness
    from corpus.formats.pdf_fonts import LIKELY

    found = (path for folder in folders for path in Path(folder).rglob("*"))
    files = sorted(path for path in found if path.suffix.lower() in (".ttf", ".otf"))
    rows = [row for path in files for row in glyphs_of(path, CHANCE) if row[2] != NONE]
    pictures, places = np.stack([row[0] for row in rows]), np.array([row[1] for row in rows], np.float32)
    said = [row[2] for row in rows]
    honest = (likeness(pictures, places, said) < LIKELY).sum()
    print(f"{len(files)} fonts, {len(rows):,} glyphs: {honest} taken for lies")
    letters = [number for number, shape in enumerate(said) if shape.isascii() and shape.isalnum()]
    lies = [CHANCE.choice("abdeghknpqrtuvwy346789") for _ in letters]
    kept = [number for number, lie in zip(letters, lies, strict=True) if said[number].lower() != lie]
    lies = [lie for number, lie in zip(letters, lies, strict=True) if said[number].lower() != lie]
    caught = (likeness(pictures[kept], places[kept], lies) < LIKELY).mean()
    print(f"{len(kept):,} letters and figures that say they are another: {caught:.4f} found")


def printed(*names: str) -> None:
    from corpus.formats.pdf_fonts import Fonts
    from corpus.formats.pdf_pages import Printed

    def texts() -> str:
        found = []
        for name in names:
            with Printed(Path(name).read_bytes()) as file:
                found += [line.text for number in range(file.page_count) for line in file.lines(number + 1)]
        return "".join(found)

    text = texts()
    Fonts.lies = lambda self, text: {}
    n_lies = text.count("\ufffd") - texts().count("\ufffd")
    print(f"{len(names)} files, {len(text):,} characters, {n_lies} taken for lies")


def indexed(folder: str, articles: Sequence[Article]) -> Path:
    """Add the articles to an index with the hashing encoder."""
    path = Path(folder, "index")
    sources = (Source(article.id, article) for article in articles)
    add_sources(path, sources, encoder_name=None, default_encoder="hashing", on_outcome=lambda outcome: None)
    return path


COMMANDS = {one.__name__: one for one in (page, bait, copies, watch, speaker, pdf, glyphs, printed)}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
