"""Measures corpus.speech against PolNeAR, a corpus of attributions in political news.

Usage: python tests/benchmarks/polnear.py CHECKOUT [--part train|dev] [--wrong N]

The corpus (github.com/networkdynamics/PolNeAR; 24,000 attributions in 1,008 articles) has no licence: it
is measured on and never copied here. Its test part is for one final measurement and cannot be chosen.

A gold attribution is direct when all of its content stands inside quotation marks, mixed when some does,
indirect when none does. A piece of gold content is found when at least half of its quoted characters (of
all its characters for indirect speech) lie in the content found; content found is right when at least
half of it lies in gold content. Right content counts in the row of the gold that it meets, wrong content
in the row of its own kind. The marks are those that corpus.quotation finds. Of the annotators of an
article the first by name counts.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Span, Speech, SpeechKind
from corpus.speech.finding import find_speech
from corpus.speech.quotation import find_quotations

# A piece of gold content with fewer quoted characters is a stray mark.
_FEWEST_CHARS = 3


@dataclass(frozen=True, slots=True)
class Attribution:
    """A gold attribution: its content in pieces, its source in pieces, and its kind."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    kind: SpeechKind


def read_attributions(annotations: str, text: str, quoted: Sequence[bool]) -> list[Attribution]:
    """Read a BRAT file; attributions without content are left out."""
    spans: dict[str, tuple[Span, ...]] = {}
    events = []
    for line in annotations.split("\n"):
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            spans[fields[0]] = tuple(_read_pieces(fields[1], text))
        elif line.startswith("E") and len(fields) > 1:
            events.append([role.split(":") for role in fields[1].split()])
    attributions = []
    for roles in events:
        content = _pieces_of(roles, "Content", spans)
        if content:
            source = _pieces_of(roles, "Source", spans)
            attributions.append(Attribution(content, source, _kind_of(content, text, quoted)))
    return attributions


def _read_pieces(field: str, text: str) -> Iterator[Span]:
    for piece in field.split(" ", 1)[1].split(";"):
        start, end = map(int, piece.split())
        if start < min(end, len(text)):
            yield Span(start, min(end, len(text)))


def _pieces_of(
    roles: Sequence[Sequence[str]], role: str, spans: dict[str, tuple[Span, ...]]
) -> tuple[Span, ...]:
    named = [key for name, key in roles if name.rstrip("0123456789") == role]
    return tuple(sorted(piece for key in named for piece in spans.get(key, ())))


def _kind_of(content: Sequence[Span], text: str, quoted: Sequence[bool]) -> SpeechKind:
    letters = [
        quoted[place] for piece in content for place in range(piece.start, piece.end) if text[place].isalnum()
    ]
    if not any(letters):
        return SpeechKind.INDIRECT
    return SpeechKind.DIRECT if all(letters) else SpeechKind.MIXED


def split_lines(text: str) -> list[Span]:
    """Return the paragraphs of an article of the corpus: its lines that are not blank."""
    return [Span(found.start(), found.end()) for found in re.finditer(r"\S[^\n]*", text)]


class Tally:
    """Counts what was found of one kind of speech."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def ratio(self, part: str, whole: str) -> float:
        """Return one count as a share of another, 0 when there is nothing to share."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 0.0

    def f1(self, measure: str) -> tuple[float, float, float]:
        """Return precision, recall and F1; precision over what was found, recall over gold."""
        precision = self.ratio(f"found {measure}", f"found of {measure}")
        recall = self.ratio(f"gold {measure}", f"gold of {measure}")
        total = precision + recall
        return precision, recall, 2 * precision * recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with what was found in it; ``quoted`` tells of each character if marks enclose it."""

    text: str
    speeches: Sequence[Speech]
    quoted: Sequence[bool]


def read_article(text: str) -> Reading:
    """Find the speech of an article."""
    paragraphs = split_lines(text)
    return Reading(text, find_speech(text, paragraphs), quoted_places(text, paragraphs))


def measure_article(reading: Reading, gold: Sequence[Attribution], tallies: dict[str, Tally]) -> None:
    """Compare the speech found in an article with its gold attributions."""
    for attribution in gold:
        for piece in attribution.content:
            _count_gold(reading, piece, attribution, tallies[attribution.kind])
    for speech in reading.speeches:
        _count_found(reading.text, speech, gold, tallies)


def quoted_places(text: str, paragraphs: Sequence[Span]) -> list[bool]:
    """Tell of every character whether it stands inside quotation marks."""
    quoted = [False] * len(text)
    for quotation in find_quotations(text, paragraphs):
        for place in range(quotation.span.start, quotation.span.end):
            quoted[place] = True
    return quoted


def _count_gold(reading: Reading, piece: Span, attribution: Attribution, tally: Tally) -> None:
    places = set(range(piece.start, piece.end))
    if attribution.kind is not SpeechKind.INDIRECT:
        places = {place for place in places if reading.quoted[place]}
    if len(places) < _FEWEST_CHARS:
        return

    def shared(speech: Speech) -> int:
        return len(places & set(range(speech.content.start, speech.content.end)))

    near = [speech for speech in reading.speeches if speech.content.overlaps(piece)]
    is_found = 2 * sum(shared(speech) for speech in near) >= len(places)
    tally.counts["gold of content"] += 1
    tally.counts["gold content"] += is_found
    if attribution.source:
        best = max((speech for speech in near if speech.speaker), key=shared, default=None)
        speaker = best.speaker if is_found and best is not None else None
        _count_speaker("gold", speaker, attribution, reading.text, tally)
        if speaker is None or not any(speaker.overlaps(one) for one in attribution.source):
            tally.wrong.append(_describe(reading.text, piece, attribution, speaker))


def _count_found(text: str, speech: Speech, gold: Sequence[Attribution], tallies: dict[str, Tally]) -> None:
    def shared(attribution: Attribution) -> int:
        return sum(
            max(0, min(piece.end, speech.content.end) - max(piece.start, speech.content.start))
            for piece in attribution.content
        )

    best = max(gold, key=shared, default=None)
    right = best is not None and 2 * shared(best) >= speech.content.end - speech.content.start
    kind = best.kind if right and best is not None else speech.kind
    tally = tallies[kind]
    tally.counts["found of content"] += 1
    tally.counts["found content"] += right
    if not right:
        tally.wrong.append(f"NOT SPEECH {speech.kind} {speech.content.slice(text)!r}")
    if speech.speaker is None:
        return
    if best is None or not right:
        for measure in ("speaker overlap", "speaker exact"):
            tally.counts[f"found of {measure}"] += 1
    else:
        _count_speaker("found", speech.speaker, best, text, tally)


def _count_speaker(
    side: str, speaker: Span | None, attribution: Attribution, text: str, tally: Tally
) -> None:
    tally.counts[f"{side} of speaker overlap"] += 1
    tally.counts[f"{side} of speaker exact"] += 1
    if speaker is None:
        return
    overlaps = any(speaker.overlaps(piece) for piece in attribution.source)
    tally.counts[f"{side} speaker overlap"] += overlaps
    tally.counts[f"{side} speaker exact"] += _bare(speaker, text) in {
        _bare(piece, text) for piece in attribution.source
    }


def _bare(span: Span, text: str) -> tuple[int, int]:
    """Leave out the comma that PolNeAR counts to a source with an appositive."""
    end = span.end
    while end > span.start and not text[end - 1].isalnum():
        end -= 1
    return span.start, end


def _describe(text: str, piece: Span, attribution: Attribution, speaker: Span | None) -> str:
    source = " … ".join(one.slice(text) for one in attribution.source)
    found = speaker.slice(text) if speaker else None
    around = text[max(0, piece.start - 130) : piece.end + 130].replace("\n", "⏎")
    return f"MISSED gold {source!r} found {found!r} in: {around}"


def print_table(tallies: dict[str, Tally]) -> None:
    """Print one row a kind: precision, recall and F1 of content and of speakers, in per cent."""
    heads = ("content P / R / F1", "speaker overlaps P / R / F1", "speaker exact P / R / F1")
    print(f"{'kind':10}{'pieces':>7}" + "".join(f"{head:>30}" for head in heads))
    for kind, tally in tallies.items():
        cells = [
            " / ".join(f"{100 * value:.1f}" for value in tally.f1(measure))
            for measure in ("content", "speaker overlap", "speaker exact")
        ]
        print(f"{kind:10}{tally.counts['gold of content']:7}" + "".join(f"{cell:>30}" for cell in cells))


def measure_part(part: Path) -> dict[str, Tally]:
    """Measure every article of a part that has annotations."""
    tallies = {kind.value: Tally() for kind in SpeechKind}
    articles = sorted((part / "text").glob("*.txt"))
    if not articles:
        raise SystemExit(f"no articles in {part / 'text'}")
    for article in articles:
        # Offsets count the file's own characters, so line ends must not be translated.
        text = article.read_bytes().decode("utf-8")
        annotations = sorted((part / "attributions").glob(f"{article.stem}_*.ann"))
        if annotations:
            reading = read_article(text)
            gold = read_attributions(annotations[0].read_text(encoding="utf-8"), text, reading.quoted)
            measure_article(reading, gold, tallies)
    return tallies


def main() -> None:
    """Measure one part of the corpus."""
    parser = argparse.ArgumentParser(description="Measure corpus.speech against PolNeAR.")
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--part", choices=("train", "dev"), default="dev")
    parser.add_argument("--wrong", type=int, default=0, help="print that many faults of each kind")
    options = parser.parse_args()
    tallies = measure_part(options.checkout / "data" / options.part)
    print(f"PolNeAR {options.part}")
    print_table(tallies)
    for tally in tallies.values():
        step = max(1, len(tally.wrong) // max(1, options.wrong))
        print("".join(f"{line}\n" for line in tally.wrong[::step][: options.wrong]), end="")


if __name__ == "__main__":
    main()
