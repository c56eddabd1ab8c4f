"""The main part of a saved web page. Door to trafilatura.

Trafilatura tells the words of the article from those of menus, but its output loses merged cells, the numbers of lists
and superscripts. So its words only show which element of the page holds the article; that element is read itself.
"""

import logging
from collections.abc import Iterator

import trafilatura

from rag.ingestion.readers.trees import Element

_log = logging.getLogger(__name__)
_CONTAINERS = frozenset({"body", "main", "article", "section", "div", "td", "form", "center"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "iframe", "svg", "select", "button"})
_LISTS_OF_LINKS = frozenset({"div", "ul", "ol", "table", "section", "p", "nav", "aside", "footer", "header", "td"})
_SHARE_OF_WORDS = 0.98
_LEAST_SHARE_OF_PAGE = 0.5
_SHARE_OF_LINKS = 0.5
_FEWEST_LINKS = 3
_GRAM = 3


def main_part(page: Element, text: str) -> list[Element]:
    """The element with the article, before it the page's main heading where that stands outside; menus are removed.

    `page` is the root of `text`, and is changed. The whole body where no article is found.
    """
    body = page.find("body")
    if body is None:
        return [page]
    kept = _grams(_article_words(text))
    found = _innermost(body, kept) if kept else body
    if _words_outside_links(found) < _LEAST_SHARE_OF_PAGE * _words_outside_links(body):
        found = body
    _remove_lists_of_links(found, kept)
    inside = set(found.iter("h1"))
    headings = [heading for heading in body.iter("h1") if heading not in inside and _hits(heading, kept)]
    return [*headings[:1], found]


def _article_words(text: str) -> list[str]:
    try:
        article = trafilatura.bare_extraction(
            text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    # Whatever a hostile page makes it raise, the whole page can still be read.
    except Exception as error:
        _log.warning("no main part: %s: %s", type(error).__name__, error)
        return []
    body: Element = getattr(article, "body", None)
    return [] if body is None else " ".join(body.itertext()).split()


def _grams(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _GRAM]) for start in range(len(words) - _GRAM + 1)}


def _own_texts(element: Element) -> Iterator[str]:
    if element.tag not in _UNSEEN:
        yield element.text or ""
        yield from (child.tail or "" for child in element)


def _innermost(body: Element, kept: set[tuple[str, ...]]) -> Element:
    """The innermost container of nearly all the article's words."""
    hits: dict[Element, int] = {}
    # Children come after their parents, so that backwards every child is counted before its parent.
    for element in reversed(list(body.iter("*"))):
        own = sum(len(_grams(piece.split()) & kept) for piece in _own_texts(element))
        hits[element] = own + sum(hits.get(child, 0) for child in element)
    found, current = body, body
    while len(current):
        best = max(current, key=lambda child: hits.get(child, 0))
        if hits.get(best, 0) < _SHARE_OF_WORDS * hits[body]:
            break
        current = best
        found = current if current.tag in _CONTAINERS else found
    return found


def _hits(element: Element, kept: set[tuple[str, ...]]) -> bool:
    return bool(_grams(" ".join(element.itertext()).split()) & kept)


def _words_outside_links(element: Element) -> int:
    words = sum(len(piece.split()) for inner in element.iter("*") for piece in _own_texts(inner))
    return words - _link_words(element)


def _link_words(element: Element) -> int:
    # Old pages mark the articles of a law as anchors without an address.
    return sum(len(" ".join(link.itertext()).split()) for link in element.iter("a") if link.get("href"))


def _remove_lists_of_links(part: Element, kept: set[tuple[str, ...]]) -> None:
    """Menus, related news: mostly links, several or none of the article's words; not where the part itself is so."""
    may_go = not _is_mostly_links(part)
    for element in list(part.iter(*_LISTS_OF_LINKS)):
        if element is part or element.getparent() is None or not _is_mostly_links(element):
            continue
        is_list = may_go and len(element.findall(".//a[@href]")) >= _FEWEST_LINKS
        if is_list or not (kept and _hits(element, kept)):
            element.drop_tree()


def _is_mostly_links(element: Element) -> bool:
    words = len(" ".join(element.itertext()).split())
    return words > 0 and _link_words(element) > _SHARE_OF_LINKS * words
