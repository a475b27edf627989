"""Fits the weights of ``corpus.formats.glyph_shapes`` to the glyphs of fonts, and measures them on others.

    python tests/benchmarks/fit_glyphs.py FOLDER_OF_FONTS... --out corpus/formats/glyph_shapes.npz

A sixth of the folders that hold fonts (a family each, in Debian) is left out of fitting: what is printed is
how many of their honest glyphs would be taken for lies. Needs Pillow and fontTools, which come with fpdf2.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import torch
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont
from torch import nn

from corpus.formats.glyph_shapes import INK, SIDE, features, shape_of
from corpus.formats.pdf_fonts import LIKELY

EM, FINE = 96, 4
FONTS_OF_A_FAMILY, HIDDEN, EPOCHS, BATCH = 14, 192, 8, 512
CHARACTERS = [chr(code) for code in range(33, 127)]
CHARACTERS += [chr(code) for code in range(0xC0, 0x17F) if chr(code).isalpha()]
CHARACTERS += list("‘’‚“”„–—…•·£€§©®™°«»‹›†‡¢¥¡¿×÷±−µ¶ªº¹²³ﬀﬁﬂﬃﬄ")
OTHERS = [*range(0x391, 0x3CA), *range(0x410, 0x450), *range(0x5D0, 0x5EB), *range(0x905, 0x939)]
OTHERS += [*range(0x2190, 0x2300, 2), *range(0x25A0, 0x2670)]
TOGETHER = ("tt", "ti", "Th")  # ligatures that PDFs have besides those with a code of their own
NONE = ""


def picture(font: ImageFont.FreeTypeFont, text: str) -> tuple[np.ndarray, tuple[float, float]] | None:
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    image = Image.new("L", (max(int(right - left), 0) + 8, max(int(bottom - top), 0) + 8))
    ImageDraw.Draw(image).text((4 - left, 4 - top), text, font=font, fill=255, anchor="ls")
    ink = image.getbbox()
    if not ink:
        return None
    image = image.crop(ink)
    scale = FINE * INK / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BOX)
    cell = Image.new("L", (SIDE * FINE, SIDE * FINE))
    cell.paste(image, [(SIDE * FINE - side) // 2 for side in image.size])
    height = ink[3] - ink[1]
    place = (float(np.log((ink[2] - ink[0]) / height)), -(ink[3] - 4 + top) / height)
    return np.asarray(cell.resize((SIDE, SIDE), Image.Resampling.BOX)), place


def glyphs(path: Path, chance: random.Random) -> Iterator[tuple[np.ndarray, tuple[float, float], str]]:
    """Yield the picture, the place and the shape of each glyph that a font is shown with."""
    with TTFont(path, lazy=True) as tables:
        has = set(tables.getBestCmap() or ())
    font = ImageFont.truetype(str(path), EM, layout_engine=ImageFont.Layout.BASIC)
    said = [(character, shape_of(character)) for character in CHARACTERS if ord(character) in has]
    said = [(text, shape) for text, shape in said if text == shape or chance.random() < 0.3]
    if set(map(ord, "aegntRS1")) <= has:
        said += [(text, text) for text in TOGETHER]
        said += [
            ("".join(chance.choices(ascii_lowercase, k=chance.choice((2, 2, 3, 4)))), NONE) for _ in range(25)
        ]
    others = [code for code in OTHERS if code in has]
    said += [(chr(code), NONE) for code in chance.sample(others, min(len(others), 12))]
    for text, shape in said:
        found = picture(font, text)
        if found:
            yield (*found, shape)


def varied(pictures: np.ndarray) -> np.ndarray:
    """Return them a little slanted, moved, fatter or paler."""
    ink = torch.from_numpy(pictures)[:, None].float() / 255
    n = len(ink)
    turn = torch.zeros(n, 2, 3)
    turn[:, 0, 0], turn[:, 1, 1] = 0.95 + 0.1 * torch.rand(n), 0.95 + 0.1 * torch.rand(n)
    turn[:, 0, 1], turn[:, 1, 0] = 0.4 * (torch.rand(n) - 0.5), 0.1 * (torch.rand(n) - 0.5)
    turn[:, :, 2] = 0.1 * (torch.rand(n, 2) - 0.5)
    grid = nn.functional.affine_grid(turn, list(ink.shape), align_corners=False)
    ink = nn.functional.grid_sample(ink, grid, align_corners=False)
    fat = nn.functional.max_pool2d(ink, 3, 1, 1)
    share = torch.rand(n, 1, 1, 1) * 0.6 * (torch.rand(n, 1, 1, 1) < 0.3)
    ink = (ink * (1 - share) + fat * share).clamp(0, 1) ** (0.6 + 0.8 * torch.rand(n, 1, 1, 1))
    return (ink[:, 0].numpy() * 255).astype(np.uint8)


def fit(inputs: torch.Tensor, wanted: torch.Tensor, n_classes: int) -> nn.Sequential:
    net = nn.Sequential(
        nn.Linear(inputs.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, n_classes)
    )
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-3)
    steps = EPOCHS * -(-len(wanted) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps + 1)
    for epoch in range(EPOCHS):
        for rows in torch.randperm(len(wanted)).split(BATCH):
            loss = nn.functional.cross_entropy(net(inputs[rows].float()), wanted[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}", flush=True)
    return net.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    chance = random.Random(0)
    torch.manual_seed(0)
    found = (path for folder in options.folders for path in folder.rglob("*") if path.is_file())
    files = sorted(path for path in found if path.suffix.lower() in (".ttf", ".otf"))
    families = sorted({path.parent for path in files})
    left_out = set(chance.sample(families, len(families) // 6))
    rows = []
    for family in families:
        own = [path for path in files if path.parent == family]
        for path in chance.sample(own, min(len(own), FONTS_OF_A_FAMILY)):
            rows += [(*glyph, family in left_out) for glyph in glyphs(path, chance)]
    pictures, places = np.stack([row[0] for row in rows]), np.array([row[1] for row in rows], np.float32)
    classes = sorted({row[2] for row in rows})
    wanted = np.array([classes.index(row[2]) for row in rows])
    held = np.array([row[3] for row in rows])
    parts = [features(pictures[~held], places[~held])]
    parts += [features(varied(pictures[~held]), places[~held]) for _ in range(2)]
    net = fit(
        torch.from_numpy(np.concatenate(parts)), torch.from_numpy(np.tile(wanted[~held], 3)), len(classes)
    )
    names = ("w1", "b1", "w2", "b2")
    weights = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in zip(names, net.parameters(), strict=True)
    }
    np.savez_compressed(options.out, classes=np.array(classes), **weights)
    measure(options.out, pictures[held], places[held], [classes[n] for n in wanted[held]])


def measure(weights: Path, pictures: np.ndarray, places: np.ndarray, shapes: list[str]) -> None:
    from corpus.formats import glyph_shapes

    glyph_shapes._WEIGHTS = weights
    known = [number for number, shape in enumerate(shapes) if shape != NONE]
    likely = glyph_shapes.likeness(pictures[known], places[known], [shapes[number] for number in known])
    print(f"{len(known)} glyphs of families left out, {(likely < LIKELY).sum()} taken for lies")


if __name__ == "__main__":
    main()
