"""The page in a real browser, over a pipeline without index or model."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import pytest
from gradio.exceptions import AppError
from gradio_client import Client  # type: ignore[import-untyped, unused-ignore]
from playwright.sync_api import Browser, Locator, Page, Request, expect

from page.layout import TITLE, build_page, launch_page
from rag.datatypes import ModelState
from rag.errors import IndexBusy, PortInUse
from tests.page.fake_pipeline import BUDGET, HOSTILE, PLAN_DOCUMENT, FakePipeline

# A busy machine takes longer than the 5 s that are waited by default.
expect.set_options(timeout=30_000)

pytestmark = pytest.mark.real

DESK, PHONE, SMALL_PHONE = (1280, 800), (390, 844), (320, 568)
ASKED = "Chỉ tiêu thu ngân sách năm 2031 là bao nhiêu?"
HELD = f"{ASKED} (chờ)"

OpenPage = Callable[[tuple[int, int]], Page]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def pipeline() -> Iterator[FakePipeline]:
    fake = FakePipeline()
    yield fake
    fake.go_on.set()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def address(pipeline: FakePipeline, corpus: Path) -> Iterator[str]:
    page = build_page(pipeline, corpus)
    yield launch_page(page, "127.0.0.1", free_port(), takes_files=True)
    page.close(verbose=False)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens the page as a new visitor. In every test: no request leaves the host, no script fails."""
    requests: list[str] = []
    failures: list[str] = []
    contexts = []

    def log(request: Request) -> None:
        requests.append(request.url)

    def open_as_visitor(size: tuple[int, int]) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN")
        contexts.append(context)
        context.on("request", log)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(address)
        expect(page.locator(".model-status")).to_be_visible()
        return page

    yield open_as_visitor
    for context in contexts:
        context.close()
    served = urlsplit(address).netloc
    assert [url for url in requests if urlsplit(url).scheme != "data" and urlsplit(url).netloc != served] == []
    assert failures == []


def box(page: Page) -> Locator:
    return page.get_by_label("Câu hỏi của bạn")


def ask(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def open_room(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def wait_until_done(page: Page, turns: int) -> None:
    expect(page.locator("article.turn")).to_have_count(turns)
    expect(page.locator("article[aria-busy]")).to_have_count(0)
    expect(page.get_by_role("button", name="Gửi")).to_be_visible()


def test_the_answer_streams_and_an_opened_source_stays_open(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    ask(page, HELD)
    expect(page.locator(".statement")).to_contain_text("41.250 tỷ đồng")
    expect(page.locator(".mode")).to_have_text("Trích từ sổ số liệu của tài liệu")
    expect(page.locator(".writing")).to_have_text("đang viết…")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()

    expect(page.locator(".source mark")).to_be_visible()
    expect(page.locator(".source mark")).to_have_text(BUDGET.quote)
    expect(page.locator(".source mark .figure")).to_have_text("41.250 tỷ đồng")

    pipeline.go_on.set()
    expect(page.locator(".mode")).to_have_text("Mô hình qwen3:4b-instruct viết, từng câu đã đối chiếu")
    expect(page.locator(".source mark")).to_be_visible()
    pipeline.go_on.set()
    wait_until_done(page, turns=1)
    expect(page.locator(".statement")).to_have_count(2)
    expect(page.locator(".source mark").first).to_be_visible()
    expect(page.locator(".writing")).to_have_count(0)
    expect(page.get_by_text("Câu bị loại (1)")).to_be_visible()

    ask(page, "Còn khách qua sân bay?")
    wait_until_done(page, turns=2)
    expect(page.locator("#earlier .source mark").first).to_be_visible()
    expect(page.get_by_role("heading", name="Tài liệu không có thông tin này")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_citation_opens_its_page_in_the_document(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page(size)
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    page.get_by_role("link", name="Mở nguồn 1").first.click()
    opener = page.get_by_role("button", name="Xem trong tài liệu").first
    opener.focus()
    page.keyboard.press("Enter")
    reader = page.get_by_role("dialog")
    expect(reader.get_by_role("heading", name=PLAN_DOCUMENT.source.title)).to_be_visible()
    expect(reader.locator("strong")).to_have_text("Trang 2")
    expect(reader.locator("mark")).to_have_text(BUDGET.quote)
    expect(reader.locator("mark")).to_be_in_viewport()
    expect(reader.locator(".leaf")).to_be_focused()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    reader.get_by_role("button", name="Sau").click()
    expect(reader.locator("strong")).to_have_text("Trang 3")
    expect(reader.locator("td").last).to_have_text("5")
    reader.get_by_role("button", name="Trước").click()
    expect(reader.locator("mark")).to_have_text(BUDGET.quote)
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_document_is_read_from_its_beginning(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(PHONE)
    open_room(page, "Tài liệu")
    page.get_by_role("button", name="Đọc tài liệu").last.click()
    reader = page.get_by_role("dialog")
    expect(reader).to_contain_text("HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM")
    expect(reader.locator("strong")).to_have_text("Phần 1/1")
    reader.get_by_role("button", name="Đóng").click()
    pipeline.documents = ()
    page.get_by_role("button", name="Đọc tài liệu").last.click()
    expect(reader).to_contain_text("không còn trong các tài liệu được dùng")


def test_stop_ends_the_answer_while_the_model_is_silent(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    ask(page, HELD)
    expect(page.locator(".statement")).to_be_visible()
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator(".note")).to_have_text("Đã dừng theo yêu cầu.")
    wait_until_done(page, turns=1)
    expect(page.locator(".statement")).to_contain_text("41.250 tỷ đồng")
    expect(box(page)).to_be_focused()
    assert not pipeline.closed.is_set()
    pipeline.go_on.set()
    assert pipeline.closed.wait(5), "the pipeline's iterator was not closed after its step"


def test_leaving_the_page_stops_the_model(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    ask(page, f"{ASKED} (mãi)")
    expect(page.locator(".statement")).to_be_visible()
    page.close()
    assert pipeline.closed.wait(30), "the pipeline's iterator was not closed when its reader left"


def test_an_error_is_a_message_and_loses_nothing(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    ask(page, "Câu này quá dài")
    wait_until_done(page, turns=2)
    expect(page.locator(".problem")).to_contain_text("Câu hỏi dài quá 1.000 ký tự. Hãy hỏi ngắn hơn.")
    expect(box(page)).to_have_value("Câu này quá dài")
    ask(page, "Câu này hỏng")
    wait_until_done(page, turns=3)
    expect(page.locator(".problem").last).to_contain_text("Có lỗi ngoài dự kiến")
    expect(page.locator(".statement")).to_have_count(2)
    ask(page, "Còn khách qua sân bay?")
    wait_until_done(page, turns=4)
    assert pipeline.asked[-1].history == (ASKED,)


def test_an_answer_that_breaks_off_keeps_what_was_shown(open_page: OpenPage) -> None:
    page = open_page(DESK)
    ask(page, f"{ASKED} (đứt)")
    wait_until_done(page, turns=1)
    expect(page.locator(".statement")).to_contain_text("41.250 tỷ đồng")
    expect(page.locator(".note")).to_have_text("Mô hình ngôn ngữ không trả lời.")


def test_an_empty_question_is_answered_with_advice(open_page: OpenPage) -> None:
    page = open_page(DESK)
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".problem")).to_contain_text("Câu hỏi đang trống")


def test_an_example_asks_and_a_new_topic_forgets(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    page.get_by_role("button", name=pipeline.example_questions[1]).click()
    wait_until_done(page, turns=1)
    assert pipeline.asked[0].text == pipeline.example_questions[1]
    expect(page.get_by_text("Câu hỏi ví dụ")).to_be_hidden()
    page.get_by_role("link", name="Mở nguồn 1").first.click()
    page.get_by_role("button", name="Hỏi chủ đề mới").click()
    expect(page.locator("article.turn")).to_have_count(0)
    expect(page.get_by_text("Câu hỏi ví dụ")).to_be_visible()
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    assert pipeline.asked[1].history == ()
    expect(page.locator("#earlier")).to_be_empty()


def test_visitors_do_not_see_each_other(open_page: OpenPage, pipeline: FakePipeline) -> None:
    first, second = open_page(DESK), open_page(PHONE)
    ask(first, HELD)
    expect(first.locator(".statement")).to_be_visible()
    ask(second, "Còn khách qua sân bay?")
    wait_until_done(second, turns=1)
    assert pipeline.asked[1].history == ()
    expect(second.get_by_text("41.250")).to_have_count(0)
    expect(first.locator(".abstention")).to_have_count(0)


def test_hostile_text_is_shown_and_does_nothing(open_page: OpenPage) -> None:
    page = open_page(DESK)
    hostile = " ".join(HOSTILE).replace("\n", " ")
    ask(page, hostile)
    wait_until_done(page, turns=1)
    page.get_by_role("link", name="Mở nguồn 1").click()
    assert page.evaluate("window.hacked") is None
    for shown in (".question", ".statement", ".source mark", ".note", ".source cite"):
        expect(page.locator(shown)).to_contain_text(hostile)
    foreign = "article img, article script, article svg, article h1, article .katex, article a:not([data-source])"
    expect(page.locator(foreign)).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE, SMALL_PHONE])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page(size)
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide)
    for turn, question in enumerate((ASKED, "Khách qua sân bay?", f"quá dài {'x' * 300}"), start=1):
        ask(page, question)
        wait_until_done(page, turns=turn)
        assert not page.evaluate(too_wide), question
    open_room(page, "Chỉ tiêu")
    page.locator(".open-indicator").first.click()
    expect(page.locator(".indicator")).to_be_visible()
    assert not page.evaluate(too_wide)
    open_room(page, "Tài liệu")
    page.get_by_text("Đã đọc được gì").click()
    page.get_by_role("button", name="Thêm hoặc gỡ tài liệu").click()
    expect(page.get_by_role("button", name="Thêm vào tài liệu")).to_be_visible()
    assert not page.evaluate(too_wide)


def test_the_page_names_itself_in_vietnamese(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(DESK)
    expect(page).to_have_title(TITLE)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    open_room(page, "Tài liệu")
    expect(page.locator(".documents li").first).to_contain_text(pipeline.documents[0].source.title)


def test_what_was_read_of_each_file_is_told(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    open_room(page, "Tài liệu")
    page.get_by_text("Đã đọc được gì từ mỗi tệp (3 tệp; 1 tệp cần xem)").click()
    expect(page.locator(".receipt").first).to_contain_text("anh.png")
    expect(page.locator(".receipt").first).to_contain_text("Không đưa vào chỉ mục")


def test_added_files_are_indexed_and_the_page_shows_the_new_index(
    open_page: OpenPage, pipeline: FakePipeline, corpus: Path, tmp_path: Path
) -> None:
    page = open_page(PHONE)
    file = tmp_path / "mia.txt"
    file.write_text("Sản lượng mía năm 2031 đạt 12 nghìn tấn.", encoding="utf-8")
    open_room(page, "Tài liệu")
    page.get_by_role("button", name="Thêm hoặc gỡ tài liệu").click()
    expect(page.locator("#files")).to_contain_text("Bấm để chọn tệp")
    page.locator("#files input[type=file]").set_input_files(file)
    expect(page.locator("#files")).to_contain_text("mia")
    page.get_by_role("button", name="Thêm vào tài liệu").click()
    expect(page.locator(".ingest")).to_contain_text("3/10 · 2,5/giây · còn khoảng 2,8 giây")
    pipeline.go_on.set()
    expect(page.locator(".added")).to_contain_text("Đã đưa vào chỉ mục 1 tệp")
    expect(page.locator(".added .receipt")).to_contain_text("trang 2: “…Diện tích đạt 5, nghìn ha”")
    assert (corpus / "mia.txt").read_bytes() == file.read_bytes()
    expect(page.get_by_text("Tài liệu được dùng (3)")).to_be_visible()
    open_room(page, "Hỏi đáp")
    expect(page.get_by_role("button", name="Sản lượng mía năm 2031?")).to_be_visible()
    expect(page.locator("#examples button:visible")).to_have_count(1)


def test_an_ingest_that_fails_is_told_and_the_page_answers_on(
    open_page: OpenPage, pipeline: FakePipeline, tmp_path: Path
) -> None:
    pipeline.ingest_error = IndexBusy("Tiến trình khác đang lập chỉ mục.", "busy")
    pipeline.go_on.set()
    page = open_page(DESK)
    open_room(page, "Tài liệu")
    page.get_by_role("button", name="Thêm hoặc gỡ tài liệu").click()
    page.get_by_role("button", name="Thêm vào tài liệu").click()
    expect(page.locator(".problem")).to_contain_text("Hãy chọn tệp trước.")
    file = tmp_path / "mia.txt"
    file.write_text("x", encoding="utf-8")
    page.locator("#files input[type=file]").set_input_files(file)
    expect(page.locator("#files")).to_contain_text("mia")
    page.get_by_role("button", name="Thêm vào tài liệu").click()
    expect(page.locator(".problem")).to_contain_text("Tiến trình khác đang lập chỉ mục. Tệp đã chép vào")
    open_room(page, "Hỏi đáp")
    ask(page, ASKED)
    wait_until_done(page, turns=1)


def test_where_nobody_may_add_files_none_are_taken(browser: Browser, pipeline: FakePipeline) -> None:
    blocks = build_page(pipeline)
    address = launch_page(blocks, "127.0.0.1", free_port())
    page = browser.new_page()
    page.goto(address)
    open_room(page, "Tài liệu")
    expect(page.get_by_text("Tài liệu được dùng (2)")).to_be_visible()
    expect(page.get_by_text("Thêm hoặc gỡ tài liệu")).to_have_count(0)
    sent = page.request.post(
        f"{address}gradio_api/upload",
        multipart={"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 2000}},
    )
    assert sent.status == 413
    page.close()
    blocks.close(verbose=False)


def test_a_missing_model_is_fetched_by_a_button(open_page: OpenPage, pipeline: FakePipeline) -> None:
    pipeline.model_state = ModelState.MISSING
    page = open_page(PHONE)
    expect(page.locator(".model-status")).to_have_text("Đang trả lời trực tiếp từ văn bản.")
    expect(page.locator(".setup")).to_contain_text("chưa có mô hình qwen3:4b-instruct")
    page.get_by_role("button", name="Tải mô hình").click()
    expect(page.locator(".model-status")).to_contain_text("25%")
    pipeline.go_on.set()
    expect(page.locator(".model-status")).to_have_text("Mô hình qwen3:4b-instruct viết thêm khi cần.")
    expect(page.get_by_role("button", name="Tải mô hình")).to_be_hidden()


def test_the_answer_is_copied_with_its_sources(open_page: OpenPage) -> None:
    page = open_page(DESK)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    page.get_by_role("button", name="Sao chép kèm nguồn").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"41\.250 tỷ đồng\. \[1\]", copied)
    assert f"“{BUDGET.quote}”" in copied


def test_programs_ask_the_same(address: str, pipeline: FakePipeline) -> None:
    client = Client(address, verbose=False, analytics_enabled=False)
    assert list(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == ["/ask"]
    answer = client.predict(ASKED, ["Câu trước"], api_name="/ask")
    assert pipeline.asked[0].history == ("Câu trước",)
    assert answer["mode"] == "model"
    assert answer["abstained"] is False
    assert answer["citations"][0] == {
        "document": "nghi-quyet-25.txt",
        "quote": BUDGET.quote,
        "start": BUDGET.start,
        "end": BUDGET.end,
        "place": "",
    }
    assert client.predict("Khách qua sân bay?", api_name="/ask")["abstained"] is True
    with pytest.raises(AppError, match="Câu hỏi đang trống"):
        client.predict(" ", api_name="/ask")
    with pytest.raises(AppError, match="phải là văn bản"):
        client.predict(ASKED, [1], api_name="/ask")


def test_a_taken_port_is_said_to_be_taken(address: str) -> None:
    with gr.Blocks(analytics_enabled=False) as other, pytest.raises(PortInUse, match="in use") as caught:
        launch_page(other, "127.0.0.1", urlsplit(address).port or 0)
    assert "Cổng" in caught.value.message


def test_what_a_model_takes_long_for_is_begun_by_a_button(open_page: OpenPage, pipeline: FakePipeline) -> None:
    page = open_page(PHONE)
    ask(page, f"{ASKED} (lâu)")
    button = page.get_by_role("button", name="Để mô hình viết thêm (khoảng 40 giây trên máy này)")
    expect(button).to_be_visible()
    assert pipeline.loads == 1
    button.click()
    expect(page.locator(".mode")).to_contain_text("Mô hình qwen3:4b-instruct viết")
    expect(button).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(1)
