from pathlib import Path

import pytest

from rag.ingestion.readers import plain_text
from rag.ingestion.readers.content import PageContent, ignore_pages

LINE = "Bà con diêm dân cả xã ra đồng từ sáng sớm để kịp thu hoạch trước cơn mưa"


def _read(tmp_path: Path, text: str) -> str:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (page,) = plain_text.read(tmp_path / "a.txt", ignore_pages).pages
    assert page == PageContent(page.blocks)
    return str(page.blocks[0])


def test_the_numbers_of_printed_pages_are_left_out(tmp_path: Path) -> None:
    pages = [f"{LINE};\n{' ' * 40}{number}\n" for number in (2, 3)]
    assert _read(tmp_path, f"{''.join(pages)}{LINE}.") == f"{LINE};\n{LINE};\n{LINE}."


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\n{' ' * 40}15\n{LINE}",
        f"{LINE}\n{' ' * 40}2\n{LINE}\n{' ' * 40}9\n{LINE}",
        f"Muối\n{' ' * 40}2\nCá\n{' ' * 40}3\n",
        f"{LINE}\n2\n{LINE}",
    ],
)
def test_other_numbers_stay(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == text
