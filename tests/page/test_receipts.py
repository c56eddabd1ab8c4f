from page.receipts import render_added, render_ingest_progress, render_receipts
from rag.datatypes import DamagedFigure, FileReceipt, IngestProgress, IngestReport
from rag.ingestion.adding import AddedFile
from tests.page.fake_pipeline import ADDED, HOSTILE, REPORT
from tests.page.test_rendering import Parsed


def _everything(text: str) -> str:
    receipt = FileReceipt(
        text, 1, 1, (DamagedFigure(text, text),), pages=1, confidence=0.5, warnings=(text,), source_note=text
    )
    report = IngestReport((receipt, FileReceipt(text, problem=text)), changed=True, seconds=1)
    progress = IngestProgress(text, 1, 2, text)
    added = render_added([AddedFile(text, text)], [text], report, text)
    return render_receipts(report) + render_ingest_progress(progress) + added


def test_nothing_from_outside_becomes_markup() -> None:
    harmless = Parsed(_everything("lành"))
    for text in HOSTILE:
        hostile = Parsed(_everything(text))
        assert hostile.tags == harmless.tags
        assert hostile.attributes == harmless.attributes
        assert hostile.text == harmless.text.replace("lành", text)


def test_a_receipt_tells_all_that_a_person_should_look_at() -> None:
    text = Parsed(render_receipts(IngestReport((ADDED,), changed=True, seconds=1))).text
    assert "3 trang · chữ nhận dạng, trang kém nhất chắc 62% · 1 bảng · 5 đoạn văn · 4 số liệu" in text
    assert "không dùng để trả lời (1):trang 2: “…Diện tích đạt 5, nghìn ha”" in text
    assert "Trang 3 mờ." in text


def test_files_that_want_a_look_come_first_and_records_are_asked_for() -> None:
    text = Parsed(render_receipts(REPORT)).text
    assert "(3 tệp; 1 tệp cần xem)" in text
    assert text.index("anh.png") < text.index("bao-song-lam.txt") < text.index("nghi-quyet-25.txt")
    assert "Nguồn của tệp chưa được ghi trong sources.toml; đọc từ văn bản: Bài báo; chưa rõ: kỳ của số liệu" in text


def test_of_thousands_of_files_the_page_shows_those_that_want_a_look() -> None:
    files = tuple(FileReceipt(f"{number:04}.txt", 1, has_source_record=True, has_date=True) for number in range(1000))
    text = Parsed(render_receipts(IngestReport((*files, FileReceipt("z.txt", problem="hỏng")), True, 1))).text
    assert "z.txt" in text
    assert f"và {1001 - 200} tệp nữa" in text


def test_what_was_added_is_told_apart_from_what_was_there() -> None:
    report = IngestReport((*REPORT.files, ADDED), changed=True, seconds=1)
    text = Parsed(render_added([AddedFile("mia.txt", "Đã đặt tên khác.")], ["Tệp a.exe: không đọc."], report, "")).text
    assert "Đã đưa vào chỉ mục 1 tệp" in text
    assert "Tệp a.exe: không đọc." in text
    assert "Đã đặt tên khác." in text
    assert "nghi-quyet-25.txt" not in text
    assert "Chưa lập được" in Parsed(render_added([AddedFile("a.txt")], [], None, "Hết chỗ.")).text
