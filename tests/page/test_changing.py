"""Adding, replacing and removing documents on the page: its events, and the whole of it over a real pipeline."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr
import pytest
from playwright.sync_api import Browser, Page, expect

from page.changing import Changing
from page.documents import Documents
from page.layout import build_page, launch_page
from rag.datatypes import Document, FileReceipt, IngestProgress, IngestReport, SourceRecord
from rag.errors import IndexBusy, RagError
from rag.progress import ReportProgress
from rag.settings import Settings
from rag.wiring import open_current_pipeline
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder
from tests.page.test_browser import ask, free_port, open_room, wait_until_done


@dataclass
class FolderPipeline:
    """Indexes what is in the folder, but no file that says that it is broken."""

    corpus: Path
    example_questions: tuple[str, ...] = ()
    error: RagError | None = None
    ingests: int = 0
    steps: int = 0
    at_step: Callable[[], None] = lambda: None
    documents: tuple[Document, ...] = ()
    report: IngestReport = field(default_factory=lambda: IngestReport((), changed=False, seconds=0))

    def ingest(self, report: ReportProgress) -> IngestReport:
        self.ingests += 1
        for step in range(self.steps):
            report(IngestProgress("Đọc tài liệu", step, self.steps))
            self.at_step()
        if self.error:
            raise self.error
        files = {path.name: path.read_text("utf-8") for path in self.corpus.iterdir() if path.name[0] != "."}
        self.documents = tuple(
            Document(name, text, SourceRecord(f"Kế hoạch {text}")) for name, text in files.items() if text != "hỏng"
        )
        receipts = [FileReceipt(name, problem="hỏng" if text == "hỏng" else "") for name, text in files.items()]
        self.report = IngestReport(tuple(receipts), changed=True, seconds=0)
        return self.report


@dataclass
class Desk:
    """An official who adds and removes files."""

    folder: Path

    def __post_init__(self) -> None:
        self.corpus = self.folder / "corpus"
        self.pipeline = FolderPipeline(self.corpus)
        self.changing = Changing(self.pipeline, Documents(self.pipeline), self.corpus)

    def add(self, name: str, text: str, *, replaces: bool = False) -> str:
        sent = self.folder / "sent" / name
        sent.parent.mkdir(exist_ok=True)
        sent.write_text(text, encoding="utf-8")
        *_, last = self.changing.add([str(sent)], replaces, None)
        return str(last[0])

    def remove(self, file: object) -> str:
        *_, last = self.changing.remove(None, gr.EventData(None, {"file": file}))
        return str(last[0])

    @property
    def files(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in self.corpus.iterdir() if path.name != ".added-files"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_removed_file_is_gone_from_folder_index_and_list(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    desk.add("lua.txt", "lúa")
    assert re.findall(r'data-file="(.*?)"', desk.changing.removable()) == ["lua.txt", "mia.txt"]
    assert "Kế hoạch mía" in desk.changing.removable()
    assert "Đã gỡ tệp mia.txt" in desk.remove("mia.txt")
    assert desk.files == {"lua.txt": "lúa"}
    assert [document.file for document in desk.pipeline.documents] == ["lua.txt"]
    assert "mia.txt" not in desk.changing.removable()
    assert "Chưa gỡ được" in desk.remove("mia.txt")


@pytest.mark.parametrize("file", ["co-san.txt", "sources.toml", "../co-san.txt", "", None, ["lua.txt"]])
def test_what_was_not_added_here_is_not_removed(desk: Desk, file: object) -> None:
    desk.add("lua.txt", "lúa")
    (desk.corpus / "co-san.txt").write_text("có sẵn")
    (desk.corpus / "sources.toml").write_text("")
    before = desk.files
    assert "Chưa gỡ được" in desk.remove(file)
    assert desk.files == before
    assert desk.pipeline.ingests == 1


def test_where_the_ingest_fails_the_file_stays(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    desk.pipeline.error = IndexBusy("Tiến trình khác đang lập chỉ mục.", "busy")
    told = desk.remove("mia.txt")
    assert "Tiến trình khác đang lập chỉ mục. Tệp mia.txt vẫn còn trong tài liệu." in told
    assert desk.files == {"mia.txt": "mía"}
    desk.pipeline.error = None
    assert "Đã gỡ tệp mia.txt" in desk.remove("mia.txt")


def test_a_file_of_the_same_name_replaces_only_when_asked(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    assert "hãy gỡ mia.txt" in desk.add("mia.txt", "mía mới")
    assert desk.files == {"mia.txt": "mía", "mia (2).txt": "mía mới"}
    assert "Đã thay tệp mia.txt" in desk.add("mia.txt", "mía mới nhất", replaces=True)
    assert desk.files == {"mia.txt": "mía mới nhất", "mia (2).txt": "mía mới"}


def test_a_file_is_not_replaced_by_one_that_cannot_be_read(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    assert "Giữ lại tệp mia.txt cũ" in desk.add("mia.txt", "hỏng", replaces=True)
    assert desk.files == {"mia.txt": "mía"}
    assert [document.text for document in desk.pipeline.documents] == ["mía"]


def test_what_cannot_be_read_is_told_once_and_not_left_behind(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    told = desk.add("rac.txt", "hỏng")
    assert told.count("rac.txt") == 1
    assert "Không giữ lại tệp rac.txt: hỏng" in told
    assert desk.files == {"mia.txt": "mía"}
    assert [receipt.file for receipt in desk.pipeline.report.files] == ["mia.txt"]


def test_a_change_that_is_stopped_leaves_nothing(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    desk.pipeline.steps = 3
    desk.pipeline.at_step = desk.changing.stop
    told = desk.add("lua.txt", "lúa")
    assert "Đã dừng theo yêu cầu" in told
    assert desk.files == {"mia.txt": "mía"}
    assert "Đã dừng theo yêu cầu" in desk.add("mia.txt", "mía mới", replaces=True)
    assert desk.files == {"mia.txt": "mía"}
    desk.pipeline.steps = 0
    assert "có thể hỏi ngay" in desk.add("lua.txt", "lúa")


def test_where_the_ingest_fails_the_file_is_not_replaced(desk: Desk) -> None:
    desk.add("mia.txt", "mía")
    desk.pipeline.error = IndexBusy("Tiến trình khác đang lập chỉ mục.", "busy")
    told = desk.add("mia.txt", "mía mới", replaces=True)
    assert "Tiến trình khác đang lập chỉ mục." in told
    assert "đã chép vào" not in told
    assert desk.files == {"mia.txt": "mía"}


def test_of_two_files_of_one_name_that_come_together_both_stay(desk: Desk) -> None:
    for folder, text in (("a", "mía"), ("b", "lúa")):
        (desk.folder / folder).mkdir()
        (desk.folder / folder / "mia.txt").write_text(text)
    list(desk.changing.add([str(desk.folder / name / "mia.txt") for name in "ab"], True, None))
    assert desk.files == {"mia.txt": "mía", "mia (2).txt": "lúa"}


SUGAR = "KẾ HOẠCH\nI. CHỈ TIÊU NĂM 2031\n- Sản lượng mía đạt 12 nghìn tấn.\n"
ASKED = "Chỉ tiêu sản lượng mía năm 2031 là bao nhiêu?"


@pytest.fixture
def real_page(tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Over the whole product; only the vectors are made up."""
    use_fake_vectors(monkeypatch)
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "ca.txt").write_text("KẾ HOẠCH\nI. CHỈ TIÊU NĂM 2031\n- Sản lượng cá ngừ đạt 33 nghìn tấn.\n", "utf-8")
    settings = Settings.model_validate({"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none"})
    blocks = build_page(open_current_pipeline(settings), corpus)
    address = launch_page(blocks, "127.0.0.1", free_port(), takes_files=True)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    blocks.close(verbose=False)


@pytest.mark.real
def test_a_document_is_added_asked_read_and_removed(real_page: Page, tmp_path: Path) -> None:
    page = real_page
    sent = tmp_path / "mia.txt"
    sent.write_text(SUGAR, encoding="utf-8")
    open_room(page, "Tài liệu")
    page.get_by_role("button", name="Thêm hoặc gỡ tài liệu").click()
    expect(page.locator(".removable")).to_have_count(0)
    page.locator("#files input[type=file]").set_input_files(sent)
    expect(page.locator("#files")).to_contain_text("mia")
    page.get_by_role("button", name="Thêm vào tài liệu").click()
    expect(page.locator(".added")).to_contain_text("có thể hỏi ngay")
    open_room(page, "Hỏi đáp")
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    expect(page.locator(".statement")).to_contain_text("12 nghìn tấn")
    page.get_by_role("link", name="Mở nguồn 1").click()
    page.get_by_role("button", name="Xem trong tài liệu").click()
    expect(page.get_by_role("dialog").locator("mark")).to_contain_text("Sản lượng mía đạt 12 nghìn tấn.")
    page.keyboard.press("Escape")

    open_room(page, "Tài liệu")
    remove = page.get_by_role("button", name="Gỡ tệp mia.txt")
    page.once("dialog", lambda dialog: dialog.dismiss())
    remove.click()
    expect(remove).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    remove.click()
    expect(page.locator(".added")).to_contain_text("Đã gỡ tệp mia.txt")
    expect(remove).to_have_count(0)
    assert not (tmp_path / "corpus" / "mia.txt").exists()
    open_room(page, "Hỏi đáp")
    ask(page, ASKED)
    wait_until_done(page, turns=2)
    expect(page.locator("#current")).not_to_contain_text("12 nghìn tấn")
    page.get_by_role("button", name="Xem trong tài liệu").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("không còn trong các tài liệu được dùng")
