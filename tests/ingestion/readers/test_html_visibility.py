from pathlib import Path

import pytest

from rag.ingestion.readers import html
from rag.ingestion.readers.content import Block, FileContent, ignore_pages

SEEN = "<p>Diện tích cà phê toàn huyện năm 2031 đạt 4.310 ha, vượt mức giao.</p>"


def _read(tmp_path: Path, page: str) -> FileContent:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    return html.read(tmp_path / "a.html", ignore_pages)


def _lines(content: FileContent) -> tuple[Block, ...]:
    return content.pages[0].blocks


@pytest.mark.parametrize(
    "page",
    [
        f"<!doctype html><title>x</title><main>{SEEN}</main>",
        f"<!doctype html><meta charset=utf-8>{SEEN}",
        f"<!doctype html><title>x</title><section><div>{SEEN[:-4]}</div></section>",
        f"<html><head><title>x</title></head><custom-page><custom-part>{SEEN}</custom-part></custom-page></html>",
        f"<table><tr><td>{SEEN}</table>",
        f"<html><body><p><b>{SEEN[3:]}",
    ],
)
def test_a_page_is_parsed_as_browsers_parse_it(tmp_path: Path, page: str) -> None:
    assert _lines(_read(tmp_path, page)) == (SEEN[3:-4],)


def test_text_in_elements_that_no_standard_knows_goes_on_in_its_line(tmp_path: Path) -> None:
    page = "<p>Thu <o:p>1.250</o:p> <x-unit>tỷ đồng</x-unit></p>"
    assert _lines(_read(tmp_path, page)) == ("Thu 1.250 tỷ đồng",)


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        ("", "<p style='visibility: hidden'>X 77 ha</p>"),
        ("", "<p style='position:absolute; left:-9999px'>X 77 ha</p>"),
        ("", "<p style='text-indent:-200em'>X 77 ha</p>"),
        ("", "<p style='font-size:1px'>X 77 ha</p>"),
        ("", "<div style='font-size:0'><span>X 77 ha</span></div>"),
        ("", "<p style='color:#fefefe'>X 77 ha</p>"),
        ("", "<p><font color=white>X 77 ha</font></p>"),
        ("", "<table bgcolor=navy><tr><td style='color:navy'>X 77 ha</table>"),
        ("", "<p style='color: rgba(0, 0, 0, 0)'>X 77 ha</p>"),
        ("", "<p style='opacity:0'>X 77 ha</p>"),
        ("", "<div style='height:0; overflow:hidden'>X 77 ha</div>"),
        ("", "<p style='clip-path: inset(50%)'>X 77 ha</p>"),
        ("", "<p style='text-decoration: line-through'>X 77 ha</p>"),
        ("", "<p><s>X 77 ha</s></p>"),
        ("", "<dialog>X 77 ha</dialog>"),
        (".cu { display: none }", "<p class=cu>X 77 ha</p>"),
        (".a .cu, .b { text-decoration: #000 line-through }", "<div class=a><p class=cu>X 77 ha</p></div>"),
        ("@media screen { #x { visibility: hidden } }", "<p id=x>X 77 ha</p>"),
        ("p.cu { display: block } .cu { display: none !important }", "<p class=cu>X 77 ha</p>"),
    ],
)
def test_what_nobody_sees_is_not_read_and_is_told(tmp_path: Path, sheet: str, hidden: str) -> None:
    content = _read(tmp_path, f"<style>{sheet}</style>{SEEN}{hidden}<p>Hết.</p>")
    assert _lines(content) == (SEEN[3:-4], "Hết.")
    assert len(content.warnings) == 1
    assert "“X 77 ha”" in content.warnings[0]


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("@media print { .x { display: none } }", "<p class=x>Y 88 ha</p>"),
        (".x { display: none } p.x { display: block }", "<p class=x>Y 88 ha</p>"),
        (".x { display: none }", "<p class=x style='display:block'>Y 88 ha</p>"),
        (".x { visibility: hidden } .y { visibility: visible }", "<div class=x><p class=y>Y 88 ha</p></div>"),
        ("", "<div style='background:#036'><p style='color:white'>Y 88 ha</p></div>"),
        ("", "<div style='background:url(a.png)'><p style='color:white'>Y 88 ha</p></div>"),
        ("", "<div style='font-size:0'><p style='font-size:14px'>Y 88 ha</p></div>"),
        ("", "<p style='text-indent:-18pt; margin-left:36pt'>Y 88 ha</p>"),
        ("", "<div class=head><link rel=stylesheet href=a.css><p style='color:#fff'>Y 88 ha</p></div>"),
        ("p:hover { display: none } p::before { display: none } p:has(x) { display: none }", "<p>Y 88 ha</p>"),
        ("} .x { display none } { ;;", "<p class=x>Y 88 ha</p>"),
    ],
)
def test_what_is_seen_stays(tmp_path: Path, sheet: str, shown: str) -> None:
    content = _read(tmp_path, f"<style>{sheet}</style>{SEEN}{shown}")
    assert _lines(content) == (SEEN[3:-4], "Y 88 ha")
    assert not content.warnings


def test_what_is_hidden_without_a_figure_is_not_told(tmp_path: Path) -> None:
    assert not _read(tmp_path, f"{SEEN}<div hidden>Đang tải trang</div>").warnings


def test_digits_that_a_style_raises_are_raised(tmp_path: Path) -> None:
    page = "<style>.mark { vertical-align: super }</style><p>Tăng 1,2<span class=mark>3</span> %</p>"
    assert _lines(_read(tmp_path, page)) == ("Tăng 1,2³ %",)
    page = "<p>Tăng 1,2<span style='position:relative; vertical-align:4pt'>3</span> %</p>"
    assert _lines(_read(tmp_path, page)) == ("Tăng 1,2³ %",)


def test_letters_made_to_run_leftwards_are_read_as_they_are_drawn(tmp_path: Path) -> None:
    assert _lines(_read(tmp_path, "<p>Tăng <bdo dir=rtl>%5,31</bdo></p>")) == ("Tăng 13,5%",)
    style = "unicode-bidi: bidi-override; direction: rtl"
    assert _lines(_read(tmp_path, f"<p>Tăng <span style='{style}'>%5,31</span></p>")) == ("Tăng 13,5%",)


def test_what_was_filled_into_a_form_is_read(tmp_path: Path) -> None:
    page = (
        "<p>Số hộ: <input value='1.204'> hộ, xã <select><option>A<option selected>Nà Lìn</select>"
        "<input type=hidden value=5><input type=submit value='Gửi 3'></p>"
    )
    assert _lines(_read(tmp_path, page)) == ("Số hộ: 1.204 hộ, xã Nà Lìn",)
