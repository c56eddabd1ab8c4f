"""The main part of a saved web page. Door to trafilatura.

Trafilatura tells the words of the article from those of menus, but its output loses merged cells, the numbers of lists
and superscripts. So its words only show which element of the page holds the article; that element is read itself.
"""

import logging
from copy import deepcopy
from dataclasses import dataclass

import trafilatura
from lxml.etree import iterwalk

from rag.ingestion.readers.trees import Element

_log = logging.getLogger(__name__)
_CONTAINERS = frozenset({"body", "main", "article", "section", "div", "td", "form", "center"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "iframe", "svg", "select", "button"})
_LISTS_OF_LINKS = frozenset({"div", "ul", "ol", "table", "section", "p", "nav", "aside", "footer", "header", "td"})
_LEAST_SHARE_OF_PAGE = 0.5
_SHARE_OF_LINKS = 0.5
_FEWEST_LINKS = 3
_GRAM = 3
_MOST_CELLS_OF_ROW = 1000
"""Trafilatura's time grows with the square of a row's cells; tables that are read have hundreds at most."""


_MOST_LEVELS = 256
"""So deep libxml2 parses; with the depth of tables in tables, its time grows with the cube."""


@dataclass(frozen=True, slots=True)
class _Weight:
    """The counts of an element's content: runs of words that are the article's, words, words of links, links."""

    hits: int
    words: int
    link_words: int
    links: int

    @property
    def is_mostly_links(self) -> bool:
        return self.link_words > _SHARE_OF_LINKS * self.words


def main_part(page: Element) -> Element:
    """The element with the article; menus in it are removed from the page, which is changed.

    The whole body where no article is found.
    """
    body = page.find("body")
    if body is None:
        return page
    is_readable = all(len(row) <= _MOST_CELLS_OF_ROW for row in body.iter("tr")) and _levels(body) <= _MOST_LEVELS
    weights = _weigh(body, _grams(_article_words(page) if is_readable else []))
    found = _innermost(body, weights)
    if _words_outside_links(weights[found]) < _LEAST_SHARE_OF_PAGE * _words_outside_links(weights[body]):
        found = body
    _remove_lists_of_links(found, weights)
    return found


def _levels(body: Element) -> int:
    """How deep its elements are nested."""
    deepest = depth = 0
    for event, _ in iterwalk(body, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _article_words(page: Element) -> list[str]:
    copied = deepcopy(page)
    # Held, for lxml else makes the Python objects anew on each of the walks.
    held = list(copied.iter())
    try:
        article = trafilatura.bare_extraction(
            copied, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    # Whatever a hostile page makes it raise, the whole page can still be read.
    except Exception as error:
        _log.warning("no main part: %s: %s", type(error).__name__, error)
        return []
    del held
    body: Element = getattr(article, "body", None)
    return [] if body is None else " ".join(body.itertext()).split()


def _grams(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _GRAM]) for start in range(len(words) - _GRAM + 1)}


def _weigh(body: Element, article: set[tuple[str, ...]]) -> dict[Element, _Weight]:
    """In one pass: pages may be nested thousands deep."""
    weights: dict[Element, _Weight] = {}
    # Children come after their parents, so that backwards every child is weighed before its parent.
    for element in reversed(list(body.iter("*"))):
        is_seen = element.tag not in _UNSEEN
        pieces = [element.text] if is_seen and element.text else []
        hits = words = link_words = links = 0
        for child in element:
            if is_seen and child.tail:
                pieces.append(child.tail)
            if (weight := weights.get(child)) is not None:
                hits += weight.hits
                words += weight.words
                link_words += weight.link_words
                links += weight.links
        for split in map(str.split, pieces):
            words += len(split)
            hits += len(_grams(split) & article) if len(split) >= _GRAM else 0
        # Old pages mark the articles of a law as anchors without an address.
        if element.tag == "a" and element.get("href"):
            link_words, links = words, links + 1
        weights[element] = _Weight(hits, words, link_words, links)
    return weights


def _innermost(body: Element, weights: dict[Element, _Weight]) -> Element:
    """The innermost container of all the article's words but those that menus and links repeat."""
    found, current = body, body
    while children := [child for child in current if child in weights]:
        best = max(children, key=lambda child: weights[child].hits)
        others = [weights[child] for child in children if child is not best and not weights[child].is_mostly_links]
        own_hits = weights[current].hits - sum(weights[child].hits for child in children)
        if not weights[best].hits or own_hits or any(other.hits for other in others):
            break
        current = best
        found = current if current.tag in _CONTAINERS else found
    return found


def _words_outside_links(weight: _Weight) -> int:
    return weight.words - weight.link_words


def _remove_lists_of_links(part: Element, weights: dict[Element, _Weight]) -> None:
    """Menus, related news: mostly links, several or none of the article's words; not where the part itself is so."""
    may_go = not weights[part].is_mostly_links
    for element in list(part.iter(*_LISTS_OF_LINKS)):
        weight = weights[element]
        if element is part or not weight.is_mostly_links:
            continue
        is_outside = weights[part].hits > 0 and weight.hits == 0
        if is_outside or (may_go and weight.links >= _FEWEST_LINKS):
            element.drop_tree()
