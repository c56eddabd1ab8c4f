from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.readers import separated_values
from rag.ingestion.readers.content import Table, ignore_pages

ROWS = (("Chỉ tiêu", "KH", "TH"), ("Thu, nội địa", "15.600,5", "x\ny"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_whatever_parts_its_fields(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [delimiter.join(f'"{field}"' if set(field) & set(",\n") else field for field in row) for row in ROWS]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode(encoding))
    read = separated_values.read(tmp_path / "a.csv", ignore_pages)
    assert read.pages[0].blocks == (Table(ROWS),)


def test_decimal_commas_do_not_part_fields(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\nNăm;Thu\n2024;8,5\n2025;9,2\n", encoding="utf-8")
    read = separated_values.read(tmp_path / "a.csv", ignore_pages)
    assert read.pages[0].blocks == (Table((("Năm", "Thu"), ("2024", "8,5"), ("2025", "9,2"))),)


@pytest.mark.parametrize("data", ["Năm;Thu\nđ;1".encode("cp1258"), b"a\0b", b'"' + b"x" * 200_000 + b";"])
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"a\.csv"):
        separated_values.read(tmp_path / "a.csv", ignore_pages)
