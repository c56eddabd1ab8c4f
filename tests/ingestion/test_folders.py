"""What stands in real folders beside documents, and names that no text can hold."""

import os
from pathlib import Path

from rag.ingestion.loading import find_files
from rag.ingestion.source_records import load_records
from rag.ingestion.surveying import survey_corpus

TEXT = "Kế hoạch năm 2031: thu ngân sách đạt 640 tỷ đồng."


def test_the_twin_with_a_readable_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text(TEXT, encoding="utf-8")
    with open(os.fsencode(tmp_path) + b"/a\xe1.txt", "wb") as file:  # noqa: PTH123 - no Path has such a name
        file.write(TEXT.encode())
    survey = survey_corpus(tmp_path)
    assert [file.name for file in survey.files] == ["z.txt"]
    assert "trùng với z.txt" in survey.set_aside[0].problem


def test_a_record_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('["a.txt"]\ntitle = "Kế hoạch"\n', encoding="utf-8-sig")
    assert load_records(tmp_path)["a.txt"]["title"] == "Kế hoạch"


def test_what_office_and_windows_leave_beside_documents_is_no_document(tmp_path: Path) -> None:
    for name in ("a.txt", "~$a.docx", "Thumbs.db", "desktop.ini", ".~lock.a.docx#"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [path.name for path in find_files(tmp_path)] == ["a.txt"]
