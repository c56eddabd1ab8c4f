"""Pictures of every room of a running page: light, dark, and on a phone.

python docs/screenshots.py OUT_FOLDER [http://127.0.0.1:7860/]    # needs chromium and `pip install -e .[dev]`
"""

import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_DEVICES = {"desktop": (1440, 900), "tablet": (768, 1024), "phone": (390, 844), "small-phone": (320, 568)}
_SETTLES_SECONDS = 2.0
"""What may be asked next comes shortly after the answer."""


def main(folder: Path, address: str) -> None:
    """Writes `ROOM-DEVICE-SCHEME.png` for each, and prints how long the first verified figure took."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        seconds = [
            spent
            for device, size in _DEVICES.items()
            for scheme in ("light", "dark")
            for spent in _take(browser, address, folder, f"{device}-{scheme}", size, scheme)
        ]
        browser.close()
    print(f"first figure after Enter: median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s")


def _take(browser: Browser, address: str, folder: Path, name: str, size: tuple[int, int], scheme: str) -> list[float]:
    """The seconds from Enter to the first figure, of each question."""
    viewport = {"width": size[0], "height": size[1]}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, locale="vi-VN")  # type: ignore[arg-type]
    page.goto(address)
    page.locator(".model-status").wait_for()
    page.screenshot(path=folder / f"start-{name}.png")
    questions = page.locator("#examples button:visible").all_inner_texts()[:3]
    seconds = [_ask(page, 1, questions[0])]
    time.sleep(_SETTLES_SECONDS)
    page.screenshot(path=folder / f"answer-{name}.png")
    seconds += [_ask(page, turn, question) for turn, question in enumerate(questions[1:], start=2)]
    for room, label in (("register", "Chỉ tiêu"), ("documents", "Tài liệu"), ("results", "Đánh giá")):
        page.get_by_role("tab", name=label).click()
        if room == "register":
            page.locator(".open-indicator").first.click()
            page.locator(".indicator").wait_for()
        time.sleep(_SETTLES_SECONDS)
        page.screenshot(path=folder / f"{room}-{name}.png")
    page.close()
    return seconds


def _ask(page: Page, turn: int, question: str) -> float:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill(question)
    started = time.monotonic()
    box.press("Enter")
    page.locator(f"#turn-{turn} .statement").first.wait_for()
    spent = time.monotonic() - started
    page.wait_for_function("!document.querySelector('article[aria-busy]')")
    return spent


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), *(sys.argv[2:] or ["http://127.0.0.1:7860/"]))
