"""Files that are damaged, misnamed or made to do harm: refused by name and in Vietnamese, or read; nothing else."""

import contextlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_office_files import annex, make_docx, make_html, make_word_package, make_xlsx


def _refused(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, ignore_pages)
    assert path.name in caught.value.message
    return caught.value.message


def _part(path: Path, part: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(part)


def _changed(path: Path, part: str, changed: bytes) -> Path:
    """The package with one part changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, changed if name == part else data)
    return path


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".csv", ".doc", ".xls"])
def test_an_empty_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"")
    assert "trống" in _refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_ends_too_soon(tmp_path: Path, share: float) -> None:
    for path in (make_docx(tmp_path / "a.docx", ["a"]), make_xlsx(tmp_path / "a.xlsx", {"B": [annex(3)]})):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert "hỏng" in _refused(path)


def test_a_part_that_unpacks_to_more_than_any_document(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", ["a"])
    _changed(path, "word/document.xml", _part(path, "word/document.xml") + b" " * 101_000_000)
    assert "lớn bất thường" in _refused(path)


def test_a_part_whose_stated_size_is_a_lie(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", ["a" * 5000])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = package.getinfo("word/document.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    _refused(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    for name, entity in (("a", f'SYSTEM "{(tmp_path / "secret").as_uri()}"'), ("b", '"aaaaaaaaaa"')):
        declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY x {entity}>]>'
        path = make_word_package(tmp_path / f"{name}.docx", "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")
        document = _part(path, "word/document.xml").decode()
        _changed(path, "word/document.xml", (declared + document).encode(encoding))
        _refused(path)


def test_a_document_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le"))
    assert "mật khẩu" in _refused(path)


def test_merged_cells_over_the_whole_sheet(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"B": ["a", "b"]})
    merged = b"<mergeCells><mergeCell ref = 'A1:XFD1048576'/></mergeCells></worksheet>"
    sheet = "xl/worksheets/sheet1.xml"
    _changed(path, sheet, _part(path, sheet).replace(b"</worksheet>", merged))
    assert "quá nhiều ô" in _refused(path)


def test_tables_in_tables_without_end(tmp_path: Path) -> None:
    depth = 600
    opened, closed = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    body = opened * depth + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" + closed * depth
    _refused(make_word_package(tmp_path / "a.docx", body))


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "span"])
def test_elements_in_elements_without_end(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{f'<{tag}>' * 3000}Mục tiêu", encoding="utf-8")
    with contextlib.suppress(UnreadableDocument):
        assert "Mục tiêu" in str(read_file(path, ignore_pages).pages)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"%PDF-1.7\n", "a.docx bị hỏng"),
        pytest.param("a.doc", b"\x89PNG\r\n\x1a\n", "không phải ảnh PNG", marks=pytest.mark.needs("tesseract")),
        pytest.param("a.xls", b"\xff\xd8\xff\xe0", "không phải ảnh PNG", marks=pytest.mark.needs("tesseract")),
        pytest.param("a.doc", b"PK\x03\x04", "bị hỏng", marks=pytest.mark.needs("libreoffice")),
    ],
)
def test_a_damaged_file_of_another_kind_is_called_what_it_is(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert message in _refused(tmp_path / name)


def test_a_kind_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("xl/workbook.bin", b"")
    assert ".xlsb" in _refused(tmp_path / "a.docx")


def test_a_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    table = annex(3)
    made = (
        make_docx(tmp_path / "word.docx", [table]).rename(tmp_path / "word.doc"),
        make_xlsx(tmp_path / "excel.xlsx", {"B": [table]}).rename(tmp_path / "excel.docx"),
        make_html(tmp_path / "page.html", [table]).rename(tmp_path / "page.xls"),
    )
    assert [read_file(path, ignore_pages).pages[0].blocks for path in made] == [(table,)] * 3


def test_random_bytes_under_every_name(tmp_path: Path) -> None:
    for suffix in (".docx", ".xlsx"):
        for head in (b"", b"PK\x03\x04"):
            path = tmp_path / f"a{suffix}"
            path.write_bytes(head + bytes(range(256)) * 20)
            _refused(path)


def test_a_sheet_that_claims_all_rows_is_read_by_its_cells(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["B1"], workbook.active["A2"], workbook.active["B2"] = "Năm", "Thu", 2025, 1.5
    workbook.save(tmp_path / "a.xlsx")
    path, sheet = tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml"
    _changed(path, sheet, _part(path, sheet).replace(b"A1:B2", b"A1:XFD1048576"))
    assert read_file(path, ignore_pages).pages[0].blocks == (Table((("Năm", "Thu"), ("2025", "1,5"))),)
