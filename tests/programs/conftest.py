from collections.abc import Iterator

import pytest

from page.layout import build_page, launch_page
from programs.routes import make_app
from programs.service import Service
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a page over a pipeline without index or model, served with its door as `app.py` does."""
    pipeline = FakePipeline()
    blocks = build_page(pipeline)
    app = make_app(Service(pipeline), offers_mcp=True)
    yield launch_page(blocks, "127.0.0.1", free_port(), app=app).rstrip("/")
    blocks.close(verbose=False)
