import unicodedata
from pathlib import Path

import pytest

from rag.errors import NothingToIndex, UnreadableDocument
from rag.ingestion.loading import find_files, load_document


def _write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class TestFindFiles:
    def test_finds_files_of_all_folders_in_order_but_no_hidden_ones_and_no_records(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a.md", "2024/c.txt", ".hidden", "sources.toml", "corrections.jsonl", "photo.jpg"):
            _write(tmp_path / name, "x")
        found = [path.relative_to(tmp_path).as_posix() for path in find_files(tmp_path)]
        assert found == sorted(found)
        assert set(found) == {"b.txt", "a.md", "2024/c.txt", "photo.jpg"}

    def test_a_folder_without_documents_is_nothing_to_index(self, tmp_path: Path) -> None:
        _write(tmp_path / "sources.toml", "")
        with pytest.raises(NothingToIndex) as caught:
            find_files(tmp_path)
        assert str(tmp_path) in caught.value.message

    @pytest.mark.parametrize("is_file", [False, True])
    def test_so_is_what_is_no_folder(self, tmp_path: Path, is_file: bool) -> None:
        path = tmp_path / "corpus"
        if is_file:
            _write(path, "x")
        with pytest.raises(NothingToIndex) as caught:
            find_files(path)
        assert str(path) in caught.value.message


class TestLoadDocument:
    def test_text_is_nfc_with_plain_line_ends_and_the_name_is_the_path_below_the_corpus(self, tmp_path: Path) -> None:
        path = _write(tmp_path / "2031" / "a.txt", unicodedata.normalize("NFD", "Hội nghị\r\nTỉnh ủy\rhọp"))
        document = load_document(path, tmp_path, None)
        assert document.text == unicodedata.normalize("NFC", "Hội nghị\nTỉnh ủy\nhọp")
        assert document.file == "2031/a.txt"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_reads_unicode_with_and_without_a_mark_of_byte_order(self, tmp_path: Path, encoding: str) -> None:
        path = _write(tmp_path / "a.txt", "Thu ngân sách".encode(encoding))
        assert load_document(path, tmp_path, None).text == "Thu ngân sách"

    def test_reads_an_old_encoding_and_says_so(self, tmp_path: Path) -> None:
        old = "Uû ban nh©n d©n tØnh ®Æt chØ tiªu t¨ng tr­ëng kinh tÕ 12,5%"
        document = load_document(_write(tmp_path / "a.txt", old.encode("cp1252")), tmp_path, None)
        assert document.text == "Uỷ ban nhân dân tỉnh đặt chỉ tiêu tăng trưởng kinh tế 12,5%"
        assert "TCVN3" in document.warnings[0]

    def test_a_record_overrides_what_was_read_field_by_field(self, tmp_path: Path) -> None:
        path = _write(tmp_path / "a.txt", "UBND TỈNH SÔNG LAM\nSố: 5/BC-UBND\nBÁO CÁO\nTình hình năm 2030\n")
        source = load_document(path, tmp_path, {"number": "6/BC-UBND", "period": ""}).source
        assert (source.title, source.kind) == ("Báo cáo tình hình năm 2030", "Báo cáo")
        assert (source.number, source.period, source.recorded) == ("6/BC-UBND", "", True)
        assert {"number", "period"}.isdisjoint(reading.field for reading in source.readings)

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("\n\nNghị quyết về năm 2031\nĐiều 1.", "Nghị quyết về năm 2031"),
            ("# **Báo cáo**\n", "Báo cáo"),
            ("In trang\n-----\nChỉ thị số 5\n", "Chỉ thị số 5"),
            ("In trang\n", "a.txt"),
            ("x" * 300, "x" * 200),
        ],
    )
    def test_without_a_record_the_first_line_of_text_is_the_title(self, tmp_path: Path, text: str, title: str) -> None:
        assert load_document(_write(tmp_path / "a.txt", text), tmp_path, None).source.title == title

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("trống.txt", ""),
            ("trắng.txt", " \n\t\n"),
            ("ảnh.jpg", b"\xff\xd8\xff"),
            ("không đuôi", "Thu ngân sách"),
            ("nhị phân.txt", b"PK\x03\x04\x00\x00"),
            ("mã cũ.txt", "Kế hoạch".encode()[:-1] + b"\xe1"),
            ("cụt.txt", "Thu ngân sách".encode("utf-16")[:-1]),
        ],
    )
    def test_what_is_no_text_is_refused_with_the_file_named(
        self, tmp_path: Path, name: str, content: str | bytes
    ) -> None:
        path = _write(tmp_path / name, content)
        with pytest.raises(UnreadableDocument) as caught:
            load_document(path, tmp_path, None)
        assert name in caught.value.message
        assert name in str(caught.value)

    def test_a_file_that_went_away_or_is_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "thư mục.txt").mkdir()
        for name in ("đã xóa.txt", "thư mục.txt"):
            with pytest.raises(UnreadableDocument) as caught:
                load_document(tmp_path / name, tmp_path, None)
            assert name in caught.value.message


@pytest.mark.parametrize(
    ("text", "territory"),
    [
        ("Kế hoạch của tỉnh Sông Lam năm 2031. Sông Lam phấn đấu tăng 9%. Hà Nội tăng 7%.", "Sông Lam"),
        ("Thành phố Cần Thơ đạt kế hoạch. Cần Thơ và Hậu Giang; Hậu Giang; Hậu Giang.", ""),
        ("Kinh tế tăng trưởng khá.", ""),
        ("Việt Nam hội nhập. Việt Nam phát triển.", ""),
    ],
)
def test_a_text_without_record_speaks_of_the_place_that_it_names_far_more_than_others(
    tmp_path: Path, text: str, territory: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert load_document(path, tmp_path, None).source.territory == territory
