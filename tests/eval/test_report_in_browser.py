"""The report in a real browser, from a file and without a network."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from eval.report import render_report
from eval.systems import SYSTEMS
from tests.eval.test_results import BEFORE, RESULT
from tests.system_programs import CHROMIUM, require_program

pytestmark = pytest.mark.real

LONG = "https://vi-du.gov.vn/" + "duong-dan-rat-dai-khong-co-dau-cach" * 8


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_program("chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every system there is, and answers with a word that no line holds."""
    wrong = replace(BEFORE.questions[0], answer=replace(BEFORE.questions[0].answer, answer=LONG), question=LONG)
    systems = tuple(replace(BEFORE, name=name, questions=(wrong, *BEFORE.questions)) for name in SYSTEMS)
    path = tmp_path_factory.mktemp("stick") / "report.html"
    path.write_text(render_report(replace(RESULT, systems=systems)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_loads_nothing_and_does_not_scroll_sideways(browser: Browser, report: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    requests: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: failures.append(message.text))
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first_column = page.locator("tbody th").first.bounding_box()
    assert first_column is not None
    assert first_column["width"] >= 100
    assert requests == [report.as_uri()]
    assert failures == []
    page.close()
