"""Turns Markdown with front matter into metadata, headline and the paragraphs that a reader sees.

Markup goes, words stay; what renders to nothing (comments, raw HTML, images) is left out, and so
are code blocks.
"""

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = "---"
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^>]*)>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDES = re.compile(r"\b(?:hidden|style)\b", re.IGNORECASE)  # or may: in doubt it does
_HIDING = frozenset("template noscript details dialog script style select object".split())
_ENDS_BY_ITSELF = frozenset("area br col embed hr img input li link meta p source track wbr".split())
_PLAIN = frozenset("a abbr b big cite code em font i kbd mark small span strong sub sup time u wbr".split())


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
    hiding: list[str] = []  # the names of the elements around that may hide what is in them
    tag = ""
    for token in tokens:
        if token.type == "html_block":
            for closes, name, attributes in _TAG.findall(_COMMENT.sub("", token.content)):
                if closes and name.lower() in hiding:
                    hiding.remove(name.lower())
                elif (
                    not closes
                    and name.lower() not in _ENDS_BY_ITSELF
                    and (hiding or name.lower() in _HIDING or _HIDES.search(attributes))
                ):
                    hiding.append(name.lower())
        elif token.type == "inline" and not hiding and (text := _visible(token).strip()):
            yield tag, text
        tag = token.tag


def _visible(token: "Token") -> str:
    return "".join(map(_shown, token.children or ()))


def _shown(child: "Token") -> str:
    """Return what a reader sees of a piece of a line: U+FFFD, which is never quoted, if that is not plain."""
    if child.type in ("text", "code_inline"):
        return child.content
    tag = _TAG.match(child.content) if child.type == "html_inline" else None
    if tag and tag[2].lower() != "br":
        return "" if tag[2].lower() in _PLAIN and not _HIDES.search(tag[3]) else "\ufffd"
    return {"softbreak": " ", "hardbreak": "\n", "html_inline": "\n" if tag else ""}.get(child.type, "")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
