import time
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.readers import html
from rag.ingestion.readers.content import Block, PageContent, Table, ignore_pages
from tests.ingestion.making_office_files import annex, make_html

CORPUS = Path(__file__).parents[2] / "fictitious_province" / "corpus"


def _read(tmp_path: Path, body: str) -> tuple[Block, ...]:
    (tmp_path / "a.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return html.read(tmp_path / "a.html", ignore_pages).pages[0].blocks


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.txt")), ids=lambda file: file.name[:12])
def test_the_lines_of_a_document_come_back(tmp_path: Path, file: Path) -> None:
    lines = [" ".join(line.split()) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert html.read(make_html(tmp_path / "a.html", lines), ignore_pages).pages == (PageContent(tuple(lines)),)


def test_a_long_annex_comes_back_with_every_cell(tmp_path: Path) -> None:
    read = html.read(make_html(tmp_path / "a.html", ["Trước", annex(), "Sau"]), ignore_pages)
    assert read.pages[0].blocks == ("Trước", annex(), "Sau")


def test_of_a_portals_page_only_the_article_is_read(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Trang chủ", "Giới thiệu", "Văn bản"))
    prose = "".join(
        f"<p>{number}. Năm 2025, tổng thu ngân sách trên địa bàn ước đạt {number}.600 tỷ đồng, tăng so với trước.</p>"
        for number in range(1, 9)
    )
    body = f"""<div class="menu"><ul>{menu}</ul></div><script>var x = 1;</script>
    <div class="left"><ul><li><a href="/1">Tin thứ nhất trong ngày</a></li></ul></div>
    <div class="content"><h1>Báo cáo năm 2025</h1>{prose}
    <div class="related"><h3>Tin liên quan</h3><ul><li><a href="/2">Hội nghị khác của tỉnh</a></li></ul></div></div>
    <div class="footer"><p>Bản quyền thuộc Cổng thông tin</p></div>"""
    read = _read(tmp_path, body)
    assert read[0] == "# Báo cáo năm 2025"
    assert len([line for line in read if "tỷ đồng" in str(line)]) == 8
    assert not [line for line in read if any(word in str(line) for word in ("Giới thiệu", "var x", "thứ nhất trong"))]


ARTICLE = "".join(f"<p>Đoạn {n}: mùa muối năm nay toàn huyện thu {n}.200 tấn, bà con rất vui.</p>" for n in range(1, 6))
READERS = """<p><b>Bảy Muối</b> (02/03, 07:15): Chỉ 99 tấn thôi. <a href="#">Thích 3</a> <a href="#">Trả lời</a></p>
<p><b>ut_88</b> (02/03, 09:40): Giá 77 triệu đồng nghe cao quá! <a href="#">Thích</a> <a href="#">Trả lời</a></p>"""
OTHERS = '<ul><li><a href="/1">Huyện bạn thu 8.800 tấn cá</a></li><li><a href="/2">Giá tôm 66 nghìn đồng</a></li></ul>'


@pytest.mark.parametrize(
    "box",
    [
        f"<div id='comments'>{READERS}</div>",
        f"<div><h3>Bình luận (2)</h3>{READERS}</div>",
        f"<h3>Ý kiến bạn đọc</h3>{READERS}",
        f"<div><div><span>2 bình luận</span></div><div>{READERS}</div></div>",
        f"<div><p><b>Tin liên quan</b></p>{OTHERS}</div>",
        f"<h4>Bài viết khác:</h4>{OTHERS}",
        "<p>&gt;&gt; <a href='/3'>Nơi khác thu 5.500 tấn</a></p><p>Đọc thêm: <a href='/4'>Giá gạo 44 nghìn</a></p>",
    ],
)
def test_readers_and_headlines_of_other_news_say_nothing_in_an_article(tmp_path: Path, box: str) -> None:
    whole = _read(tmp_path, f"<div><h1>Mùa muối</h1>{ARTICLE}</div>")
    assert len(whole) == 6
    assert _read(tmp_path, f"<div><h1>Mùa muối</h1>{ARTICLE}{box}</div>") == whole
    assert _read(tmp_path, f"<div><h1>Mùa muối</h1>{ARTICLE}</div>{box}<div></div>") == whole


@pytest.mark.parametrize(
    "words",
    [
        "<h2>Bình luận</h2><p>Theo các chuyên gia, sản lượng 5.200 tấn là cao.</p>",
        "<div><span>Bình luận (2)</span><p>Sản lượng ngày 02/03, 07:15 là 5.200 tấn.</p></div>" + ARTICLE * 9,
        "<p>Xem thêm tại <a href='/5'>Phụ lục II</a> về 5.200 tấn muối.</p>",
        "<h3>Tin khác</h3><p>Huyện cũng thu 5.200 tấn cá, theo <a href='/6'>báo cáo</a>.</p>",
    ],
)
def test_what_only_bears_such_a_name_is_still_read(tmp_path: Path, words: str) -> None:
    read = _read(tmp_path, f"<h1>Mùa muối</h1>{ARTICLE}{words}")
    assert any("5.200 tấn" in str(block) for block in read[6:])


def test_who_publishes_a_page_stands_below_its_article(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><head><title>Mùa muối - Báo Đèo Cao điện tử</title></head><body><h1>Mùa muối</h1>{ARTICLE}"
        "<div id='foot'>Cơ quan chủ quản: Tỉnh ủy Đèo Cao. Điện thoại: 0200 222 333.</div></body></html>",
        encoding="utf-8",
    )
    blocks = html.read(tmp_path / "a.html", ignore_pages).pages[0].blocks
    assert blocks[0] == "# Mùa muối"
    assert "Trang web: Báo Đèo Cao điện tử" in blocks
    assert any("Cơ quan chủ quản: Tỉnh ủy Đèo Cao" in str(block) for block in blocks)


def test_a_document_within_tables_that_place_the_page_is_read_whole(tmp_path: Path) -> None:
    lines = [f"{number}. Năm 2025, thu ngân sách ước đạt {number}.600 tỷ đồng, tăng 9%." for number in range(1, 30)]
    links = "".join(f'<li><a href="/{number}">Hội nghị số {number} của tỉnh</a></li>' for number in range(5))
    anchors = "<br>".join(f'<a name="{number}">{line}</a>' for number, line in enumerate(lines))
    inner = f"<table><tr><td><span>{anchors}</span></td></tr></table>"
    body = f"<table><tr><td><ul>{links}</ul></td><td>{inner}</td><td><ul>{links}</ul></td></tr></table>"
    assert _read(tmp_path, body) == tuple(lines)


def test_lists_have_the_numbers_that_a_browser_draws(tmp_path: Path) -> None:
    body = """<ol type="I"><li>Kinh tế<ol start="3"><li>Thu</li><li value="7">Chi</li></ol></li><li>Xã hội</li></ol>
    <ol style="list-style-type: lower-alpha"><li>a</li></ol><ul><li>x</li><li>- y</li></ul>
    <ol style="list-style:none"><li>1.1. z</li></ol>"""
    assert _read(tmp_path, body) == ("I. Kinh tế", "3. Thu", "7. Chi", "II. Xã hội", "a) a", "- x", "- y", "1.1. z")


def test_breaks_end_lines_and_raised_digits_stay_raised(tmp_path: Path) -> None:
    body = "<p>- GRDP tăng <b>8,5</b>%;<br>- Thu\n 10 m<sup>2</sup>.</p><p hidden>x</p><p style='display:none'>y</p>"
    assert _read(tmp_path, body) == ("- GRDP tăng 8,5%;", "- Thu 10 m².")


def test_a_page_that_is_a_bare_table_is_read(tmp_path: Path) -> None:
    rows = "<tr><td>Năm</td><td>Thu</td></tr><tr><td>2025</td><td>15.600</td></tr>"
    assert _read(tmp_path, f"<table>{rows}</table>") == (Table((("Năm", "Thu"), ("2025", "15.600"))),)


def test_tables_that_only_place_parts_of_the_page_are_no_tables(tmp_path: Path) -> None:
    inner = "<table><tr><th>Năm</th><th>Thu</th></tr><tr><td>2025</td><td>15.600</td></tr></table>"
    body = f"<table><tr><td>Trái</td><td><p>Mục tiêu</p>{inner}</td></tr></table>"
    assert _read(tmp_path, body) == ("Trái", "Mục tiêu", Table((("Năm", "Thu"), ("2025", "15.600"))))


def test_a_table_inside_of_a_cell_is_text_of_that_cell(tmp_path: Path) -> None:
    rows = "<tr><td>chiêm</td><td>90</td></tr><tr><td>mùa</td><td>45</td></tr>"
    inner = f"<table><tr><th>Vụ</th><th>Tấn</th></tr>{rows}</table>"
    body = (
        "<table border=1><tr><th>Cây trồng</th><th>Năm 2031 (tấn)</th><th>Ghi chú</th></tr>"
        f"<tr><td>Lạc</td><td>135</td><td>Trong đó:{inner}</td></tr>"
        "<tr><td>Vừng</td><td>(12)</td><td></td></tr></table>"
    )
    assert _read(tmp_path, body) == (
        Table(
            (
                ("Cây trồng", "Năm 2031 (tấn)", "Ghi chú"),
                ("Lạc", "135", "Trong đó:\nVụ Tấn\nchiêm 90\nmùa 45"),
                ("Vừng", "(12)", ""),
            )
        ),
    )


def test_a_page_saved_by_word_has_its_bullets_and_numbers(tmp_path: Path) -> None:
    body = "".join(
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
        "<![if !supportLists]><span style='font-family:Symbol'>"
        f"<span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
        for sign, text in (("·", "GRDP"), ("1.", "Thu"), ("a)", "Chi"))
    )
    assert _read(tmp_path, body) == ("- GRDP", "1. Thu", "a) Chi")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8", "iso-8859-1"), ("utf-16", ""), ("utf-8-sig", ""), ("cp1258", "windows-1258")],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, declared: str) -> None:
    # The combining accent is how this code page writes it.
    text = "<p>Nga\N{COMBINING GRAVE ACCENT}y đầu</p>" if encoding == "cp1258" else "<p>Ngày đầu ạ ế ử</p>"
    text = text.replace("ầ", "â\N{COMBINING GRAVE ACCENT}") if encoding == "cp1258" else text
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    (tmp_path / "a.htm").write_bytes(f"<html><head>{meta}</head><body>{text}</body></html>".encode(encoding))
    (block,) = html.read(tmp_path / "a.htm", ignore_pages).pages[0].blocks
    assert f"<p>{block}</p>" == text


@pytest.mark.parametrize("data", [b"<p>\xff\xfa\xd0</p>", b"<html><body><script>x</script></body></html>", b"   "])
def test_a_page_without_text_or_encoding_cannot_be_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"a\.html"):
        html.read(tmp_path / "a.html", ignore_pages)


def test_unclosed_tags_lose_no_text(tmp_path: Path) -> None:
    lines = tuple(f"Mục tiêu thứ {number}" for number in range(500))
    assert _read(tmp_path, "".join(f"<p><font><b>{line}" for line in lines)) == lines
    assert _read(tmp_path, "".join(f"<div>{line}" for line in lines)) == lines


def test_spans_beyond_reason_stay_within_the_table(tmp_path: Path) -> None:
    body = (
        '<table><tr><td rowspan="0" colspan="999999">a</td><td rowspan="65000">b</td></tr><tr><td>1</td></tr></table>'
    )
    assert _read(tmp_path, body)


def test_a_row_of_very_many_cells_is_read_in_no_time(tmp_path: Path) -> None:
    started = time.process_time()
    blocks = _read(tmp_path, f"<p>Trước</p><table><tr>{'<th >' * 40_000}</tr></table><p>Sau</p>")
    assert {"Trước", "Sau"} <= {block for block in blocks if isinstance(block, str)}
    assert time.process_time() - started < 5


def test_the_sign_of_a_list_before_a_figure_in_a_cell_is_no_minus(tmp_path: Path) -> None:
    names, figures = "<ul><li>Giống<li>Phân bón</ul>", "<ul><li>12,4<li>7,9</ul>"
    rows = f"<tr><th>Nội dung<th>Tỷ đồng<tr><td>{names}<td>{figures}<tr><td>Khác<td><ol><li>5,6</ol>"
    (table,) = _read(tmp_path, f"<table>{rows}</table>")
    assert isinstance(table, Table)
    assert table.rows[1:] == (("- Giống", "12,4"), ("- Phân bón", "7,9"), ("Khác", "5,6"))
