"""Reads the style sheets of a page: what is declared of each element, for a screen of a desktop's size.

The cascade is followed: important over ordinary, then style attributes, then specificity, then order. Of
sheets outside the page nothing is known; rules for states, such as ``:hover``, are left out, and so are
pseudo-elements but for what is put before or after an element.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import tinycss2
from cssselect import HTMLTranslator, Selector, SelectorError, parse
from cssselect.parser import Class, CombinedSelector, Hash
from lxml import etree
from lxml.html import HtmlElement

from corpus.errors import ArticleError

Style = Mapping[str, str]  # property to value, both in lower case
_Rank = tuple[bool, bool, tuple[int, int, int]]  # important, in an attribute, specificity
_Declared = Mapping[str, tuple[bool, str]]  # whether it is important, and the value
_Ranked = dict[str, tuple[_Rank, str]]

_SCREEN_PX = 1280
_MEDIA_WIDTH = re.compile(r"(min|max)-width\s*:\s*([\d.]+)(px|r?em)")
_OTHER_MEDIA = re.compile(r"\bprint\b|\bspeech\b|\bnot\b|prefers-|\bportrait\b|hover\s*:\s*none")
_AROUND = ("before", "after")
_CONDITIONS = ("supports", "layer", "container")  # taken as met
_SIMPLE = re.compile(r"(?:[.#]?-?[a-zA-Z_][\w-]*)\Z")
# Selectors that need a search through the page, times its elements: some seconds' work.
_MAX_WORK = 10_000_000


class _Elements:
    """The elements of a page by tag, class and id."""

    def __init__(self, page: HtmlElement) -> None:
        self.page = page
        self.by_name: dict[str, list[HtmlElement]] = defaultdict(list)
        self.count = 0
        for element in page.iter(etree.Element):
            self.count += 1
            for name in {element.tag, *(f".{c}" for c in element.get("class", "").split())}:
                self.by_name[name].append(element)
            self.by_name[f"#{element.get('id', '')}"].append(element)
        self.left = _MAX_WORK

    def matching(self, selector: Selector) -> Sequence[HtmlElement]:
        """Return the elements of ``selector``; none if it is of a state that a saved page is not in."""
        name = selector.canonical().partition("::")[0]
        if _SIMPLE.match(name):
            return self.by_name.get(name if name[0] in ".#" else name.lower(), ())
        if not all(part in self.by_name for part in _required(selector)):
            return ()
        self.left -= self.count
        if self.left < 0:
            raise ArticleError("its style sheets are too large to tell what is hidden")
        try:
            found: list[HtmlElement] = self.page.xpath(HTMLTranslator().selector_to_xpath(selector))
        except (SelectorError, etree.XPathError):
            return ()
        return found


def styles_of(page: HtmlElement, properties: frozenset[str]) -> dict[HtmlElement, Style]:
    """Return what is declared of ``properties``, by element; ``content::before`` is what is put before it.

    Raises:
        ArticleError: the style sheets are too large.
    """
    ranked: dict[HtmlElement, _Ranked] = defaultdict(dict)
    elements = _Elements(page)
    for sheet in page.iter("style"):
        for prelude, declared in _rules(tinycss2.parse_stylesheet(sheet.text or "", True, True), properties):
            for selector in _selectors(prelude):
                own = _of_selector(selector, declared)
                for element in elements.matching(selector) if own else ():
                    _declare(ranked[element], own, False, selector.specificity())
    for element in page.iterfind(".//*[@style]"):
        declared = _declarations(tinycss2.parse_blocks_contents(element.get("style"), True, True), properties)
        _declare(ranked[element], declared, True, (0, 0, 0))
    return {element: {name: value for name, (_, value) in one.items()} for element, one in ranked.items()}


def _declare(ranked: _Ranked, declared: _Declared, inline: bool, specificity: tuple[int, int, int]) -> None:
    for name, (important, value) in declared.items():
        rank = (important, inline, specificity)
        if name not in ranked or rank >= ranked[name][0]:
            ranked[name] = (rank, value)


def _rules(nodes: Sequence[tinycss2.ast.Node], properties: frozenset[str]) -> Iterator[tuple[str, _Declared]]:
    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            prelude = tinycss2.serialize(node.prelude).lower()
            met = node.lower_at_keyword in _CONDITIONS
            if met or (node.lower_at_keyword == "media" and _applies(prelude)):
                yield from _rules(tinycss2.parse_rule_list(node.content, True, True), properties)
        elif node.type == "qualified-rule":
            found = _declarations(tinycss2.parse_blocks_contents(node.content, True, True), properties)
            if found:
                yield tinycss2.serialize(node.prelude), found


def _applies(query: str) -> bool:
    """Tell whether a media query is met by a desktop's screen."""
    return any(_met(part) for part in query.split(","))


def _met(query: str) -> bool:
    for bound, number, unit in _MEDIA_WIDTH.findall(query):
        width = float(number) * (1 if unit == "px" else 16)
        if (width > _SCREEN_PX) if bound == "min" else (width < _SCREEN_PX):
            return False
    return not _OTHER_MEDIA.search(query)


def _selectors(prelude: str) -> list[Selector]:
    try:
        return [selector for selector in parse(prelude) if selector.pseudo_element in (None, *_AROUND)]
    except SelectorError:
        return []


def _of_selector(selector: Selector, declared: _Declared) -> _Declared:
    """Return what is declared of the elements of a selector, or of what is put before or after them."""
    place = selector.pseudo_element
    if place is None:
        return {name: value for name, value in declared.items() if name != "content"}
    return {f"content::{place}": declared["content"]} if "content" in declared else {}


def _required(selector: Selector) -> Iterator[str]:
    """Yield the classes and ids that an element has to have, a quick look at the page telling if any does."""
    part: object = selector.parsed_tree
    while part is not None:
        if isinstance(part, Class):
            yield f".{part.class_name}"
        elif isinstance(part, Hash):
            yield f"#{part.id}"
        part = getattr(part, "subselector" if isinstance(part, CombinedSelector) else "selector", None)


def _declarations(nodes: Sequence[tinycss2.ast.Node], properties: frozenset[str]) -> _Declared:
    return {
        node.lower_name: (node.important, tinycss2.serialize(node.value).strip().lower())
        for node in nodes
        if node.type == "declaration" and node.lower_name in properties
    }
