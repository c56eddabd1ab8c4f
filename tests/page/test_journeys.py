"""Whole visits in a real browser: a citizen on a phone, an official at a desk, an evaluator, a server that dies.

In each state nothing stands in the way of who cannot see, hear or use a mouse (axe: WCAG 2.2 AA and best practice).
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import docx
import gradio as gr
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from page.layout import build_page, launch_page
from page.ratings import RATINGS_FILE
from rag.datatypes import HeldCorrection
from rag.ingestion.fact_corrections import load_corrections
from tests.page.fake_pipeline import BUDGET, BUDGET_FACT, EARLIER_FACTS, FakePipeline
from tests.page.test_browser import ASKED, DESK, HELD, PHONE, ask, box, free_port, open_room, wait_until_done
from tests.page.test_results_room import run_of

pytestmark = pytest.mark.real

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDE = (1440, 900)


class Served:
    """A page that can be stopped and served again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.port = free_port()
        self.pipeline = FakePipeline(facts=(BUDGET_FACT, *EARLIER_FACTS))
        self.blocks: gr.Blocks | None = None
        self.start()

    def start(self) -> None:
        self.blocks = build_page(
            self.pipeline, self.corpus, keeps_ratings_in=self.folder / "data", results=[run_of("mía")]
        )
        self.address = launch_page(self.blocks, "127.0.0.1", self.port, takes_files=True)

    def stop(self) -> None:
        self.pipeline.go_on.set()
        if self.blocks is not None:
            self.blocks.close(verbose=False)
            self.blocks = None


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    page = Served(tmp_path)
    yield page
    page.stop()


def visit(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> tuple[BrowserContext, Page]:
    """A new visitor, from whose browser no request leaves the host and whose console stays empty."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, locale="vi-VN", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()

    def check(request: Request) -> None:
        parts = urlsplit(request.url)
        assert parts.scheme in {"data", "blob"} or parts.netloc == urlsplit(address).netloc, request.url

    context.on("request", check)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    expect(page.locator(".model-status")).to_be_visible()
    return context, page


def obstacles(page: Page) -> list[str]:
    """What axe finds."""
    # What a fixed bar covers for the moment is no small target.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.evaluate(AXE)
    found = page.evaluate(
        "(rules) => axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: rules } })", RULES
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_nothing_stands_in_the_way_in_any_state(
    browser: Browser, served: Served, size: tuple[int, int], scheme: str
) -> None:
    context, page = visit(browser, served.address, size, scheme)
    assert obstacles(page) == []
    ask(page, HELD)
    expect(page.locator(".statement")).to_be_visible()
    assert obstacles(page) == []
    served.pipeline.go_on.set()
    expect(page.locator(".mode")).to_contain_text("Mô hình")
    served.pipeline.go_on.set()
    wait_until_done(page, turns=1)
    expect(page.locator(".nearby")).to_be_visible()
    assert obstacles(page) == []
    page.locator("#turn-1 .edit-turn").click()
    expect(page.locator(".editing")).to_be_visible()
    assert obstacles(page) == []
    page.locator(".editing button").click()
    for turn, question in enumerate(("Khách qua sân bay?", "Câu này hỏng"), start=2):
        ask(page, question)
        wait_until_done(page, turns=turn)
        assert obstacles(page) == []
    open_room(page, "Chỉ tiêu")
    page.locator(".open-indicator").first.click()
    page.locator(".correcting summary").click()
    assert obstacles(page) == []
    page.locator(".register .open-place").first.click()
    expect(page.locator("#reader mark")).to_be_visible()
    assert obstacles(page) == []
    page.keyboard.press("Escape")
    open_room(page, "Tài liệu")
    page.get_by_role("button", name="Thêm hoặc gỡ tài liệu").click()
    expect(page.locator("#files")).to_be_visible()
    assert obstacles(page) == []
    open_room(page, "Đánh giá")
    page.get_by_text("mía (1)").click()
    assert obstacles(page) == []
    context.close()


def test_a_citizen_asks_on_edits_rates_and_finds_the_talk_again(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, PHONE)
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    page.get_by_role("button", name="Chỉ tiêu thu ngân sách năm 2030 là bao nhiêu?").click()
    wait_until_done(page, turns=2)
    page.locator("#turn-1 .edit-turn").click()
    expect(box(page)).to_have_value(ASKED)
    ask(page, "Khách qua sân bay?")
    wait_until_done(page, turns=1)
    assert served.pipeline.asked[-1].history == ()
    page.locator("#current .why summary").click()
    page.get_by_role("button", name="Sai năm").click()
    expect(page.locator(".notice")).to_contain_text("Cảm ơn bạn")
    assert "sai năm" in (served.folder / "data" / RATINGS_FILE).read_text(encoding="utf-8")
    page.reload()
    expect(page.locator("article.turn")).to_have_count(1)
    expect(page.locator(".question")).to_contain_text("Khách qua sân bay?")
    page.get_by_role("button", name="Hỏi chủ đề mới").click()
    page.reload()
    expect(page.get_by_text("Câu hỏi ví dụ")).to_be_visible()
    expect(page.locator("article.turn")).to_have_count(0)
    context.close()


def test_an_official_checks_the_years_and_takes_the_citation_along(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    context, page = visit(browser, served.address, WIDE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, f"{ASKED} (lâu)")
    wait_until_done(page, turns=1)
    answer, source = page.locator(".said").bounding_box(), page.locator(".sources").bounding_box()
    assert answer
    assert source
    assert source["x"] >= answer["x"] + answer["width"]
    expect(page.locator(".source mark .figure").first).to_have_text(BUDGET_FACT.figure.text)
    years = page.locator("#current .years")
    expect(years.locator(".gap")).to_have_text(["2029không có"])
    years.locator(".year-figure").first.click()
    expect(page.locator("#reader mark")).to_have_text(BUDGET.quote)
    page.keyboard.press("Escape")
    page.locator("#current").get_by_role("button", name="Sao chép trích dẫn").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    office = "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam, mục I.2 2"
    assert copied == f"Thu ngân sách nhà nước trên địa bàn, chỉ tiêu năm 2031: 41.250 tỷ đồng ({office})."
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải về Word").click()
    saved.value.save_as(tmp_path / "talk.docx")
    told = [paragraph.text for paragraph in docx.Document(str(tmp_path / "talk.docx")).paragraphs]
    assert f"{ASKED} (lâu)" in told
    context.close()


def test_an_official_corrects_a_fact_and_takes_that_back(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, DESK)
    open_room(page, "Chỉ tiêu")
    page.get_by_label("Tìm chỉ tiêu").fill("ngan sach")
    expect(page.locator(".register tbody tr")).to_have_count(3)
    page.locator(".open-indicator").first.click()
    expect(page.locator(".chart a.point")).to_have_count(3)
    page.locator(".chart a.point").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark")).to_have_text(BUDGET.quote)
    page.keyboard.press("Escape")
    page.locator(".correcting summary").click()
    page.get_by_role("button", name="Lưu đính chính").click()
    expect(page.locator(".notice")).to_contain_text("Hãy ghi họ tên, đơn vị")
    expect(page.get_by_label("Đây không phải")).to_have_css("appearance", "auto")
    page.get_by_label("Năm đầu").fill("2032")
    page.get_by_label("Năm cuối").fill("2032")
    page.get_by_label("Người đính chính").fill("Bà Lan")
    page.get_by_role("button", name="Lưu đính chính").click()
    expect(page.locator(".notice")).to_contain_text("Đã lưu đính chính")
    (held,) = load_corrections(served.corpus)
    assert held.by == "Bà Lan"
    # A restart later, the document says something else: the correction is told, and can be taken back.
    served.pipeline.corrections = (HeldCorrection(held, None),)
    page.reload()
    open_room(page, "Chỉ tiêu")
    expect(page.locator("#register > .problem")).to_contain_text("1 đính chính không còn tác dụng")
    page.get_by_label("Người hủy").fill("Ông Nam")
    page.get_by_role("button", name="Hủy đính chính").click()
    expect(page.locator(".notice")).to_contain_text("Đã hủy đính chính")
    assert load_corrections(served.corpus) == ()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải Excel").click()
    assert saved.value.suggested_filename == "chi-tieu.xlsx"
    context.close()


def test_a_restarted_server_goes_on_with_the_talk(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, DESK)
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    served.stop()
    served.pipeline = FakePipeline()
    served.start()
    page.reload()
    expect(page.locator("article.turn")).to_have_count(1)
    ask(page, "Còn khách qua sân bay?")
    wait_until_done(page, turns=2)
    assert served.pipeline.asked[-1].history == (ASKED,)
    context.close()


def test_a_question_outlives_a_server_that_dies_in_mid_answer(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, DESK)
    ask(page, f"{ASKED} (mãi)")
    expect(page.locator(".statement").first).to_be_visible()
    served.stop()
    expect(page.locator("article .problem")).to_contain_text("Mất kết nối khi đang trả lời", timeout=60_000)
    english = page.locator(".toast-wrap").filter(has_text="onnection")
    expect(english).to_have_count(0)
    served.pipeline = FakePipeline()
    served.start()
    page.reload()
    expect(box(page)).to_have_value(f"{ASKED} (mãi)")
    context.close()


def test_focus_is_never_lost_and_a_new_answer_is_announced(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, DESK)
    ask(page, ASKED)
    wait_until_done(page, turns=1)
    expect(page.locator("body > .visually-hidden[role=status]")).to_contain_text("41.250 tỷ đồng")
    page.get_by_role("button", name="Chỉ tiêu thu ngân sách năm 2030 là bao nhiêu?").focus()
    page.keyboard.press("Enter")
    wait_until_done(page, turns=2)
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="Hỏi chủ đề mới").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.turn")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    context.close()


def test_who_wants_no_motion_and_own_colours_gets_that(browser: Browser, served: Served) -> None:
    context, page = visit(browser, served.address, DESK)
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    ask(page, HELD)
    expect(page.locator(".writing")).to_be_visible()
    style = "getComputedStyle(document.querySelector('.writing'), '::before').animationName"
    assert page.evaluate(style) == "none"
    served.pipeline.go_on.set()
    context.close()
