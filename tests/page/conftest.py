from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.system_programs import CHROMIUM, require_program


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    require_program("chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()
