"""Finds the elements of a page that a reader does not see, by what the page itself says of them.

Attributes, inline styles and the page's own style sheets are read. What only scripts or style sheets
outside the page hide is not known here. In doubt an element is hidden: its text is then not quoted.
"""

import re
from collections.abc import Mapping

from lxml import etree
from lxml.html import HtmlElement
from tinycss2.color3 import parse_color

from corpus.formats.page_styles import Style

_FAR_AWAY = re.compile(r"-(?:9\d\d|\d{4,})(?:\.\d+)?px|-\d{3,}(?:\.\d+)?(?:r?em|v[wh])")
_FULLY_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?%")  # as a margin it is a trick of layouts with columns
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01]|inset\(\s*(?:50|100)%|circle\(0|polygon\(0\s*0")
# Of ``content``: signs and numbers are none, nor is the address of a picture.
_WORDS = re.compile(r"""["'][^"']*[^\W\d_]|attr\(""")
_PICTURE = re.compile(r"""(?:url|image-set)\((?:"[^"]*"|'[^']*'|[^)"'])*\)""")
_POSITIONS = ("left", "right", "top", "bottom", "text-indent")
_MARGINS = ("margin-left", "margin-top")
_SIZES = ("height", "width", "max-height", "max-width")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_COLOURS = ("color", "background-color", "background", "background-image")
PROPERTIES = frozenset(
    "display visibility content-visibility mso-hide opacity font-size font transform clip clip-path"
    " unicode-bidi -webkit-text-security text-decoration text-decoration-line content".split()
).union(_POSITIONS, _MARGINS, _SIZES, _OVERFLOWS, _COLOURS)
# What the large style sheets call text that is only read aloud; their rules often stand outside the page.
_ONLY_READ_ALOUD = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only".split()
)
_ALIKE = 0.05  # of each colour's part, 0 to 1: #f3f3f3 on white is not seen
_Colour = tuple[float, float, float, float] | None  # red, green, blue, alpha, 0 to 1
_UNKNOWN: _Colour = None  # a picture's, or one that a script or a variable gives
_WHITE: _Colour = (1, 1, 1, 1)
_BLACK: _Colour = (0, 0, 0, 1)


def hidden_elements(page: HtmlElement, styles: Mapping[HtmlElement, Style]) -> list[HtmlElement]:
    """Return the outermost elements that are not shown, in the order of the page.

    Text that has no element of its own, but the colour of what is behind it, is given one.
    """
    hidden: list[HtmlElement] = []
    within: set[HtmlElement] = set()
    for element in list(page.iter(etree.Element)):
        if element.getparent() in within:
            within.add(element)
        elif _is_hidden(element, styles.get(element, {})):
            within.add(element)
            hidden.append(element)
    return hidden + [one for one in _unreadable(page, styles) if one not in within]


def mark_generated(styles: Mapping[HtmlElement, Style], tag: str) -> None:
    """Put U+FFFD, in elements of that ``tag``, where a style sheet puts words before or after an element.

    They are shown and are no text of the page, so that a sentence with them cannot be quoted.
    """
    for element, style in styles.items():
        added = (_PICTURE.sub("", style.get(f"content::{place}", "")) for place in ("before", "after"))
        before, after = map(_WORDS.search, added)
        if after:
            etree.SubElement(element, tag).text = "\ufffd"
        if before:
            words = element.makeelement(tag)
            words.text, words.tail, element.text = "\ufffd", element.text, None
            element.insert(0, words)


def _is_hidden(element: HtmlElement, style: Style) -> bool:
    attributes = element.attrib
    return (
        "hidden" in attributes
        or "popover" in attributes
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or (element.tag in ("dialog", "details") and "open" not in attributes)
        or not _ONLY_READ_ALOUD.isdisjoint(attributes.get("class", "").lower().split())
        or _hides(style)
    )


def _hides(style: Style) -> bool:
    transform = style.get("transform", "")
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or style.get("mso-hide") == "all"
        or "line-through" in style.get("text-decoration-line", style.get("text-decoration", ""))
        or "override" in style.get("unicode-bidi", "")  # letters in another order than they stand in
        or style.get("-webkit-text-security", "none") != "none"  # dots in the place of letters
        or _is_below(style.get("opacity"), 0.1)
        or _is_below(style.get("font-size"), 2)
        or re.match(r"0(?:px)?[\s/]", style.get("font", "")) is not None
        or any(_FAR_AWAY.search(style.get(name, "")) for name in (*_POSITIONS, *_MARGINS))
        or any(_FULLY_AWAY.search(style.get(name, "")) for name in _POSITIONS)
        or bool(re.search(r"scale(?:[xy]|3d)?\(\s*0*\.?0*\s*[,)]", transform))
        or ("translate" in transform and bool(_FAR_AWAY.search(transform) or _FULLY_AWAY.search(transform)))
        or any(_CLIPPED.search(style.get(name, "")) for name in ("clip", "clip-path"))
        or _is_folded(style)
    )


def _is_folded(style: Style) -> bool:
    """Tell whether the box has no room, and hides what runs over."""
    return any(_is_below(style.get(name), 2) for name in _SIZES) and any(
        style.get(name) in ("hidden", "clip") for name in _OVERFLOWS
    )


def _is_below(value: str | None, limit: float) -> bool:
    """Tell whether a number, of pixels or without a unit, is below ``limit``; zero is in any unit."""
    found = re.fullmatch(r"(\d*\.?\d+)([a-z%]*)", value or "")
    if not found:
        return False
    number = float(found[1])
    return number == 0 or (found[2] in ("", "px") and number < limit)


def _unreadable(page: HtmlElement, styles: Mapping[HtmlElement, Style]) -> list[HtmlElement]:
    """Return elements for the text that has the colour of what is behind it.

    A whole page that nobody could read has its letters' colour from style sheets outside it, if it has any.
    """
    outside = any("stylesheet" in link.get("rel", "").lower() for link in page.iter("link"))
    seen: dict[HtmlElement, tuple[_Colour, _Colour]] = {}
    for element in list(page.iter(etree.Element)):
        colour, behind = seen.get(element.getparent(), (_BLACK, _WHITE))
        style = styles.get(element, {})
        letters, behind = _letters(element, style, colour), _background(element, style, behind)
        given = outside and element.tag == "body" and _are_alike(letters, behind)
        seen[element] = (_UNKNOWN if given else letters, behind)
    alike = [element for element, colours in seen.items() if _are_alike(*colours)]
    return [part for element in alike for part in _own_text(element)]


def _letters(element: HtmlElement, style: Style, inherited: _Colour) -> _Colour:
    attribute = {"font": "color", "body": "text"}.get(element.tag)  # as mails still have it
    value = style.get("color") or (element.get(attribute) if attribute else None) or "inherit"
    return inherited if value in ("inherit", "unset", "currentcolor") else _colour(value)


def _background(element: HtmlElement, style: Style, behind: _Colour) -> _Colour:
    whole = style.get("background", "")
    image = style.get("background-image", "none") != "none" or element.get("background")
    if "(" in re.sub(r"(?:rgb|hsl)a?\(", "", whole) or image:
        return _UNKNOWN
    for value in (style.get("background-color", ""), *whole.split(), whole, element.get("bgcolor", "")):
        colour = _colour(value)
        if colour is not None and colour[3] > _ALIKE:
            return colour
    return behind


def _colour(value: str) -> _Colour:
    parsed = parse_color(value)
    return _UNKNOWN if parsed is None or parsed == "currentColor" else (*parsed[:3], parsed[3])


def _are_alike(colour: _Colour, behind: _Colour) -> bool:
    if colour is None or colour[3] < _ALIKE or behind is None:
        return colour is not None and colour[3] < _ALIKE
    return all(abs(one - other) < _ALIKE for one, other in zip(colour[:3], behind[:3], strict=True))


def _own_text(element: HtmlElement) -> list[HtmlElement]:
    """Wrap the pieces of text directly in an element in elements of their own; return these."""
    wrapped = []
    for child in list(element):
        if (child.tail or "").strip():
            wrapper = element.makeelement("span")
            wrapper.text, child.tail = child.tail, None
            child.addnext(wrapper)
            wrapped.append(wrapper)
    if (element.text or "").strip():
        wrapper = element.makeelement("span")
        wrapper.text, element.text = element.text, None
        element.insert(0, wrapper)
        wrapped.append(wrapper)
    return wrapped
