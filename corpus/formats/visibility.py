"""Finds the elements of a page that a reader does not see, by what the page itself says of them.

Attributes, inline styles and the page's own style sheets are read, the later declaration winning. What
only scripts or style sheets outside the page hide is not known here.
"""

import re
from collections.abc import Iterator, Mapping

import tinycss2
from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement
from tinycss2.color3 import RGBA, parse_color

_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|vw|vh|%)")
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01]|inset\(\s*(?:50|100)%|circle\(0|polygon\(0\s*0")
_PLACES = ("left", "top", "text-indent", "margin-left")
_SIZES = ("height", "width", "max-height")
_WHITE = RGBA(1, 1, 1, 1)
_Style = dict[str, str]  # property to value, both in lower case


def hidden_elements(page: HtmlElement) -> list[HtmlElement]:
    """Return the outermost elements that are not shown, in the order of the page."""
    styles = _styles_of(page)
    hidden: list[HtmlElement] = []
    within: set[HtmlElement] = set()
    for element in page.iter(etree.Element):
        if element.getparent() in within:
            within.add(element)
        elif _is_hidden(element, styles):
            within.add(element)
            hidden.append(element)
    return hidden


def _is_hidden(element: HtmlElement, styles: Mapping[HtmlElement, _Style]) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.tag == "dialog" and "open" not in attributes:
        return True
    style = styles.get(element, {})
    return _hides(style) or _is_unreadable(element, style, styles)


def _hides(style: _Style) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _is_zero(style.get("opacity"))
        or _is_zero(style.get("font-size"))
        or any(_FAR_AWAY.search(style.get(name, "")) for name in _PLACES)
        or ("translate" in style.get("transform", "") and bool(_FAR_AWAY.search(style["transform"])))
        or any(_CLIPPED.search(style.get(name, "")) for name in ("clip", "clip-path"))
        or _is_folded(style)
    )


def _is_folded(style: _Style) -> bool:
    """Tell whether the box has no room, and hides what runs over."""
    small = any(_is_zero(style.get(name)) or style.get(name) == "1px" for name in _SIZES)
    return small and style.get("overflow") in ("hidden", "clip")


def _is_zero(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"0*\.?0+(?:px|em|rem|pt|%)?", value) is not None


def _is_unreadable(element: HtmlElement, style: _Style, styles: Mapping[HtmlElement, _Style]) -> bool:
    """Tell whether the letters have the colour of what is behind them."""
    colour = parse_color(style.get("color", ""))
    if not isinstance(colour, RGBA):
        return False
    return bool(colour.alpha == 0 or colour == _background(element, styles))


def _background(element: HtmlElement, styles: Mapping[HtmlElement, _Style]) -> RGBA | None:
    """Return the colour behind an element, white if nothing says; None if it is a picture."""
    for place in (element, *element.iterancestors()):
        style = styles.get(place, {})
        if "url(" in style.get("background", "") or style.get("background-image", "none") != "none":
            return None
        for name in ("background-color", "background"):
            colour = parse_color(style.get(name, ""))
            if isinstance(colour, RGBA) and colour.alpha:
                return colour
    return _WHITE


def _styles_of(page: HtmlElement) -> dict[HtmlElement, _Style]:
    """Return what style sheets and style attributes say, by element."""
    styles: dict[HtmlElement, _Style] = {}
    for sheet in page.iter("style"):
        for selector, style in _rules(tinycss2.parse_stylesheet(sheet.text or "", True, True)):
            for element in selector(page):
                styles.setdefault(element, {}).update(style)
    for element in page.iterfind(".//*[@style]"):
        found = tinycss2.parse_blocks_contents(element.get("style"), True, True)
        styles.setdefault(element, {}).update(_declared(found))
    return styles


def _rules(nodes: list[tinycss2.ast.Node]) -> Iterator[tuple[CSSSelector, _Style]]:
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
            if tinycss2.serialize(node.prelude).strip().lower() in ("", "all", "screen"):
                yield from _rules(tinycss2.parse_rule_list(node.content, True, True))
        elif node.type == "qualified-rule":
            style = _declared(tinycss2.parse_blocks_contents(node.content, True, True))
            for selector in tinycss2.serialize(node.prelude).split(",") if style else ():
                try:
                    yield CSSSelector(selector.strip(), translator="html"), style
                except (SelectorError, etree.XPathError):
                    continue  # of states, such as :hover, which a saved page is not in


def _declared(nodes: list[tinycss2.ast.Node]) -> _Style:
    return {
        node.lower_name: tinycss2.serialize(node.value).strip().lower()
        for node in nodes
        if node.type == "declaration"
    }
