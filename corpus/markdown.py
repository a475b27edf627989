"""Turns Markdown with front matter into metadata, headline and the paragraphs that a reader sees.

Markup goes, words stay; what renders to nothing (comments, raw HTML, images) is left out, and so
are code blocks.
"""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = "---"


def split_front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Split ``source`` into its YAML front matter (empty if it has none) and the rest.

    Dates come back as ISO 8601 strings. The values are the file's own: of any type.

    Raises:
        ArticleError: the front matter is not closed, not YAML, or not a mapping.
    """
    import yaml

    lines = source.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return {}, source
    try:
        close = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
        fields = yaml.safe_load("\n".join(lines[1:close])) or {}
    except StopIteration:
        raise ArticleError(f"front matter: no closing {_FENCE}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ArticleError(f"front matter: not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(fields, dict):
        raise ArticleError("front matter: not a list of 'key: value' lines")
    return {str(key): _plain(value) for key, value in fields.items()}, "\n".join(lines[close + 1 :])


def read_blocks(source: str) -> tuple[str, list[str]]:
    """Return the first-level heading that opens the document ("" if none) and the other blocks."""
    from markdown_it import MarkdownIt

    blocks = list(_blocks(MarkdownIt("commonmark").parse(source)))
    if blocks and blocks[0][0] == "h1":
        return blocks[0][1], [text for _, text in blocks[1:]]
    return "", [text for _, text in blocks]


def _blocks(tokens: list["Token"]) -> Iterator[tuple[str, str]]:
    for opening, token in pairwise(tokens):
        if token.type == "inline" and (text := _visible(token).strip()):
            yield opening.tag, text


def _visible(token: "Token") -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    shown = (
        child.content if child.type in ("text", "code_inline") else breaks.get(child.type, "")
        for child in token.children or ()
    )
    return "".join(shown)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
