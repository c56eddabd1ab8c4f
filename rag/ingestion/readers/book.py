"""Electronic books (.epub): their chapters in the order in which they are read, each as a web page is."""

import posixpath
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.readers.html import read_fragment
from rag.ingestion.readers.packages import damaged, read_parts
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import warn_of_unseen

_SUFFIXES = (".xml", ".opf", ".xhtml", ".html", ".htm")
_CONTAINER = "META-INF/container.xml"


def read(path: Path, report: ReportPages) -> FileContent:
    """A page for each chapter with text, labelled `chương N` by its place in the book (EPUB 3.3, 5.6 and 5.7).

    Raises:
        UnreadableDocument: damaged, no book, without text, or made to do harm.
        OSError: the file cannot be opened.
    """
    parts = read_parts(path, _SUFFIXES, allows_doctypes=True)
    pages = []
    unseen: list[str] = []
    try:
        package = _package(parts)
        names = _chapters(parts, package)
        for number, name in enumerate(names, start=1):
            blocks, hidden = read_fragment(parts[name].decode("utf-8-sig", errors="replace"))
            unseen += hidden
            if blocks:
                pages.append(PageContent(tuple(blocks), f"chương {number}"))
            report(number, len(names))
    except (etree.LxmlError, KeyError, ValueError, StopIteration) as error:
        raise damaged(path, error) from error
    if not pages:
        raise UnreadableDocument(f"Tệp {path.name} không có chữ nào đọc được.", f"{path.name}: no text")
    return FileContent(tuple(pages), tuple(warn_of_unseen(unseen)))


def _package(parts: dict[str, bytes]) -> str:
    """The name of the part that lists the others."""
    return str(next(_parse(parts[_CONTAINER]).iter("{*}rootfile")).get("full-path"))


def _chapters(parts: dict[str, bytes], package: str) -> list[str]:
    root = _parse(parts[package])
    files = {item.get("id"): item.get("href", "") for item in root.iter("{*}item")}
    folder = posixpath.dirname(package)
    listed = [unquote(files.get(item.get("idref"), "")) for item in root.iter("{*}itemref")]
    names = [posixpath.normpath(posixpath.join(folder, name)) for name in listed if name]
    return [name for name in dict.fromkeys(names) if parts.get(name)]


def _parse(data: bytes) -> Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
