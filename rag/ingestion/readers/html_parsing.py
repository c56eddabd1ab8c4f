"""A web page's text → its tree, parsed as browsers parse it (HTML 5). Door to selectolax, whose parser is Lexbor."""

import re
from functools import lru_cache
from itertools import chain
from typing import cast

import lxml.html
from lxml.etree import SubElement
from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.ingestion.readers.trees import Element

_MOST_LEVELS = 20_000
"""Old pages with unclosed tags go some thousands deep; the parser's time grows with the square of the depth."""

_NO_XML_NAME = re.compile(r"[^\w.-]|^(?=[\d.-])", re.ASCII)
_NO_XML_CHARACTERS = dict.fromkeys(
    chain(range(9), (11, 12), range(14, 32), range(0xD800, 0xE000), (0xFFFE, 0xFFFF)), None
)
_HIDDEN_CONTENT = frozenset({"script", "noscript", "template", "iframe", "svg"})


def parse_page(text: str) -> Element:
    """The page's root, `html`, with `head` and `body`; what a name in XML cannot hold is `-` (`o:p` is `o-p`).

    Comments are left out, as is what stands inside of scripts, templates and drawings.

    Raises:
        ValueError: nested deeper than any page that is read.
    """
    tree = LexborHTMLParser(text.translate(_NO_XML_CHARACTERS))
    root = lxml.html.html_parser.makeelement("html")
    if tree.root is None:
        return root
    _copy_attributes(tree.root, root)
    _copy_children(tree.root, root)
    return root


def _copy_children(source: LexborNode, root: Element) -> None:
    """Without recursion, for pages are nested deep."""
    parent, node, levels = root, source.first_child, 1
    last: Element = None
    while True:
        if node is None:
            levels -= 1
            if not levels:
                return
            node, source = source.next, cast(LexborNode, source.parent)
            last, parent = parent, parent.getparent()
            continue
        inner = None
        if node.is_text_node:
            text = node.text_content or ""
            if last is None:
                parent.text = (parent.text or "") + text
            else:
                last.tail = (last.tail or "") + text
        elif node.is_element_node:
            last = SubElement(parent, _xml_name(node.tag or ""))
            _copy_attributes(node, last)
            inner = None if last.tag in _HIDDEN_CONTENT else node.first_child
        if inner is None:
            node = node.next
            continue
        levels += 1
        if levels > _MOST_LEVELS:
            raise ValueError(f"nested over {_MOST_LEVELS} levels deep")
        source, node, parent, last = node, inner, last, None


@lru_cache(maxsize=1024)
def _xml_name(name: str) -> str:
    return _NO_XML_NAME.sub("-", name)


def _copy_attributes(source: LexborNode, element: Element) -> None:
    for name, value in source.attributes.items():
        if _xml_name(name) == name:
            element.set(name, value or "")
