"""Tells how much the picture of a glyph looks like each character: a small network on gradients.

What it was fitted to, how well it tells letters of fonts that it never saw, and what it does not know stand
in ``glyph_shapes.md``; ``tests/benchmarks/fit_glyphs.py`` makes the weights.
"""

import unicodedata
from functools import cache
from pathlib import Path

import numpy
from numpy.typing import NDArray

SIDE = 24  # pixels of a picture
INK = 20  # pixels of the longer side of the ink, in its middle
_CELL = 4  # pixels of the side of a cell that gradients are summed over
_TURNS = 8  # directions of gradients
_WEIGHTS = Path(__file__).with_name("glyph_shapes.npz")
_ALIKE = (  # no reader tells these apart by their shape alone, or has another word for it
    "lI1|i",
    "oO0°",
    "-–—−_",
    "'’‘`´",
    '"“”',
    ".·•",
    ",‚",
    "x×",
    "/⁄",
    "„",
    "*∗",
    "zZ2",
    "sS5",
    "ij",
    "LI",
)
_LETTERS = {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"}
_LETTERS |= {"ŧ": "t", "Ŧ": "T"}
_LETTERS |= {"\u00ad": "-", "\u2010": "-"}
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")

Floats = NDArray[numpy.float32]


@cache
def shape_of(claim: str) -> str:
    """Return the character whose shape ``claim`` has, accents aside: ``claim`` if it has one of its own."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", claim) if not unicodedata.combining(c))
    return _LETTERS.get(plain, plain) if len(plain) == 1 or plain in _LIGATURES else claim


def likeness(pictures: NDArray[numpy.uint8], places: Floats, claims: list[str]) -> Floats:
    """Return how likely each picture is that of what it is claimed to be, in [0, 1]; 1 if nobody knows.

    Args:
        pictures: (n, SIDE, SIDE), ink is 255.
        places: (n, 2): the logarithm of width by height of the ink, and how far its lower edge lies above the
            baseline, by its height.
        claims: what each says, of ``is_known``.
    """
    classes, *_ = _load()
    probabilities = _classify(features(pictures, places))
    wanted = numpy.zeros((len(claims), len(classes)), dtype=bool)
    for row, claim in enumerate(claims):
        alike = _alike(shape_of(claim))
        wanted[row] = [name in alike for name in classes]
    found: Floats = (probabilities * wanted).sum(axis=1)
    return found


def is_known(claim: str) -> bool:
    """Tell whether the shape of ``claim`` is one that the network was shown."""
    return shape_of(claim) in _load()[0]


@cache
def _alike(shape: str) -> frozenset[str]:
    group = {shape, shape.lower(), shape.upper()}
    return frozenset(group.union(*(set(one) for one in _ALIKE if group & set(one))))


@cache
def _load() -> tuple[tuple[str, ...], Floats, Floats, Floats, Floats]:
    with numpy.load(_WEIGHTS) as file:
        weights = (file[name].astype(numpy.float32) for name in ("w1", "b1", "w2", "b2"))
        w1, b1, w2, b2 = weights
        return tuple(map(str, file["classes"])), w1, b1, w2, b2


def _classify(features: Floats) -> Floats:
    _, w1, b1, w2, b2 = _load()
    scores = numpy.maximum(features @ w1.T + b1, 0) @ w2.T + b2
    powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def features(pictures: NDArray[numpy.uint8], places: Floats) -> Floats:
    """Return histograms of gradients in cells (Dalal, Triggs, 2005), the picture at half size, its place."""
    ink = pictures.astype(numpy.float32) / 255
    padded = numpy.pad(ink, ((0, 0), (1, 1), (1, 1)))
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    turn = numpy.arctan2(down, across) / (2 * numpy.pi / _TURNS) % _TURNS
    first = numpy.floor(turn).astype(int) % _TURNS
    rest = turn - numpy.floor(turn)
    cells = SIDE // _CELL
    sums = []
    for number in range(_TURNS):
        share = numpy.where(first == number, 1 - rest, 0) + numpy.where(
            (first + 1) % _TURNS == number, rest, 0
        )
        in_cells = (numpy.hypot(across, down) * share).reshape(-1, cells, _CELL, cells, _CELL)
        sums.append(in_cells.sum(axis=(2, 4)))
    histograms = numpy.stack(sums, axis=1).reshape(len(ink), -1)
    histograms = 4 * numpy.sqrt(histograms / (histograms.sum(axis=1, keepdims=True) + 1e-6))
    half = ink.reshape(-1, SIDE // 2, 2, SIDE // 2, 2).mean(axis=(2, 4)).reshape(len(ink), -1)
    where = numpy.stack([places[:, 0].clip(-3, 3), places[:, 1].clip(-2, 6) / 2], axis=1)
    return numpy.concatenate([histograms, half, where], axis=1).astype(numpy.float32)
