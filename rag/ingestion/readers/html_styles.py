"""What a web page's own style sheets and `style` attributes say of each element. Door to tinycss2 and cssselect.

Only properties that decide whether and where text is seen; sheets that stand outside of the page are unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import parse as parse_selectors
from lxml.etree import XPathError

from rag.ingestion.readers.trees import Element

PROPERTIES = frozenset(
    {"display", "visibility", "opacity", "content-visibility", "position", "left", "right", "top", "bottom"}
    | {"margin-left", "margin-top", "text-indent", "transform", "clip", "clip-path", "overflow", "width", "height"}
    | {"max-width", "max-height", "font", "font-size", "color", "background", "background-color", "vertical-align"}
    | {"text-decoration", "text-decoration-line", "unicode-bidi", "direction", "mso-hide", "mso-element"}
)

Token: TypeAlias = Any
"""tinycss2 ships no types."""

Styles: TypeAlias = Mapping[Element, Mapping[str, str]]
"""By element the declarations that win, values in lower case; elements without any are missing."""

_Rank: TypeAlias = tuple[bool, bool, tuple[int, int, int], int]
"""Important, of a style attribute, specificity, order: the highest wins (CSS Cascading and Inheritance, 6.1)."""

_Declaration: TypeAlias = tuple[str, str, bool]

_SCREEN = re.compile(r"\s*(?:only\s+)?(?:screen|all)?\s*", re.IGNORECASE)
_NAMES = re.compile(r"[.#](-?[_a-zA-Z][\w-]*)")


def read_styles(page: Element) -> Styles:
    """The styles of the page's elements on a screen; rules that cannot be read are left out."""
    ranked: dict[Element, dict[str, tuple[_Rank, str]]] = {}

    def declare(element: Element, declarations: Iterable[_Declaration], rank: tuple[bool, Any, int]) -> None:
        known = ranked.setdefault(element, {})
        for name, value, is_important in declarations:
            own = (is_important, *rank)
            if name not in known or known[name][0] <= own:
                known[name] = (own, value)

    names = _names_used(page)
    translator = HTMLTranslator()
    sheets = [element.text for element in page.iter("style") if element.text]
    for order, (selectors, declarations) in enumerate(rule for sheet in sheets for rule in _rules(sheet)):
        for selector in _parsed(_of_use(selectors, names)):
            for element in _matching(page, selector, translator):
                declare(element, declarations, (False, selector.specificity(), order))
    for element in page.iter("*"):
        if (style := element.get("style")) and (own := _of_attribute(style)):
            declare(element, own, (True, (0, 0, 0), 0))
    return {element: {name: value for name, (_, value) in known.items()} for element, known in ranked.items()}


def _names_used(page: Element) -> set[str]:
    names: set[str] = set()
    for element in page.iter("*"):
        names.update(element.get("class", "").split())
        names.add(element.get("id", ""))
    return names


def _of_use(selectors: str, names: set[str]) -> str:
    """Those whose classes and ids the page has: sheets of whole design systems stand in pages that use few rules."""
    if "(" in selectors:
        return selectors
    return ",".join(selector for selector in selectors.split(",") if names.issuperset(_NAMES.findall(selector)))


def _rules(sheet: str) -> Iterator[tuple[str, list[_Declaration]]]:
    """The selectors of each rule with a property of interest, those for screens of any size inside `@media` too."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    while rules:
        rule = rules.pop(0)
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            if any(_SCREEN.fullmatch(medium) for medium in tinycss2.serialize(rule.prelude).split(",")):
                rules = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True) + rules
        elif rule.type == "qualified-rule" and (declarations := _declarations(rule.content)):
            yield tinycss2.serialize(rule.prelude).strip(), declarations


@lru_cache(maxsize=4096)
def _of_attribute(style: str) -> tuple[_Declaration, ...]:
    return tuple(_declarations(style))


def _declarations(content: str | list[Token]) -> list[_Declaration]:
    return [
        (found.lower_name, tinycss2.serialize(found.value).strip().lower(), bool(found.important))
        for found in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        if found.type == "declaration" and found.lower_name in PROPERTIES
    ]


def _parsed(selectors: str) -> list[Any]:
    try:
        return [selector for selector in parse_selectors(selectors) if selector.pseudo_element is None]
    except SelectorError:
        return []


def _matching(page: Element, selector: Any, translator: HTMLTranslator) -> list[Element]:
    try:
        return list(page.xpath(translator.selector_to_xpath(selector)))
    # What cssselect does not know, such as `:has(`, and what of it lxml does not.
    except (SelectorError, XPathError):
        return []
