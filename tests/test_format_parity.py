from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.datatypes import Document
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.ingestion.readers.content import Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.figures.test_table_facts import key
from tests.format_parity import LAC_SON, SCAN_DPI, measure
from tests.ingestion.making_files import Print, column_shares, make_pdf
from tests.ingestion.making_office_files import make_docx, make_xlsx
from tests.ingestion.making_scans import A4_INCHES, DrawnTable, draw_pages, scan
from tests.ingestion.making_tables import Annex, document_of, make_annexes

pytestmark = pytest.mark.real

POINT = 0.01
SHORTEST = ("thoi-bao-vung-cao-lac-son-chot-20-chi-tieu-2026.txt", "ke-hoach-233-kh-ubnd-5-nam-2026-2030.txt")
ANNEXES = [annex for annex in make_annexes(1) if annex.style in {"units in a column", "two levels of headings"}]


def test_no_format_costs_an_answer() -> None:
    plain = measure(LAC_SON, "text")
    for name in ("docx", "html", "pdf", "tcvn3"):
        read = measure(LAC_SON, name)
        assert read.share >= plain.share - POINT, (name, plain.without(read))


@pytest.mark.needs("tesseract")
def test_a_scan_costs_few_answers() -> None:
    plain, read = (measure(LAC_SON, name, SHORTEST) for name in ("text", "scan"))
    assert read.share >= plain.share - 5 * POINT, plain.without(read)


def _draw(path: Path, annex: Annex) -> None:
    lines: list[str] = []
    for block in annex.blocks:
        lines += (block.caption if isinstance(block, Table) else block).split("\n")
    rows = annex.tables[0].rows
    table = DrawnTable(rows, [257 * share for share in column_shares(rows)])
    pages = draw_pages([*lines, table], points=11, size_inches=A4_INCHES[::-1])
    first, *others = map(scan, pages)
    first.save(path, "PDF", resolution=SCAN_DPI, save_all=True, append_images=others)


FILES: dict[str, Callable[[Path, Annex], object]] = {
    ".pdf": lambda path, annex: make_pdf(annex.blocks, path, Print(landscape=True)),
    ".docx": lambda path, annex: make_docx(path, annex.blocks),
    ".xlsx": lambda path, annex: make_xlsx(path, {"Phụ lục": annex.blocks}),
}


def _recall(document: Document, annex: Annex) -> float:
    found, gold = Counter(map(key, read_facts(document, split_passages(document, 700)))), Counter(annex.gold)
    print(sorted((gold - found).items(), key=str)[:6], sorted((found - gold).items(), key=str)[:6])
    return (found & gold).total() / gold.total()


@pytest.mark.parametrize("annex", ANNEXES, ids=lambda annex: annex.style)
@pytest.mark.parametrize("suffix", FILES)
def test_the_facts_of_an_annex_are_read_from_its_file(tmp_path: Path, suffix: str, annex: Annex) -> None:
    path = tmp_path / f"phu-luc{suffix}"
    FILES[suffix](path, annex)
    assert _recall(document_of(read_file(path, ignore_pages)), annex) >= 0.98


@pytest.mark.needs("tesseract")
def test_most_facts_of_an_annex_are_read_from_its_scan(tmp_path: Path) -> None:
    annex = ANNEXES[0]
    _draw(tmp_path / "phu-luc.pdf", annex)
    assert _recall(document_of(read_file(tmp_path / "phu-luc.pdf", ignore_pages)), annex) >= 0.9
