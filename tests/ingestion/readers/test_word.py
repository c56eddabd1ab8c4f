import zipfile
from pathlib import Path

import docx
import pytest

from rag.ingestion.readers import word
from rag.ingestion.readers.content import Block, PageContent, Table, ignore_pages
from tests.ingestion.making_office_files import annex, make_docx, make_strict, make_word_package

CORPUS = Path(__file__).parents[2] / "fictitious_province" / "corpus"


def _paragraph(text: str, properties: str = "", run_properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text, run_properties)}</w:p>"


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _listed(text: str, list_id: int, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return _paragraph(text, numbered)


def _level(index: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def _cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<w:") else _paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def _table(*rows: str, borders: str = "single") -> str:
    drawn = f'<w:tblPr><w:tblBorders><w:top w:val="{borders}"/></w:tblBorders></w:tblPr>'
    return f"<w:tbl>{drawn}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _read(tmp_path: Path, body: str, numbering: str = "", styles: str = "", footnotes: str = "") -> list[Block]:
    path = make_word_package(tmp_path / "a.docx", body, numbering=numbering, styles=styles, footnotes=footnotes)
    return [block for page in word.read(path, ignore_pages).pages for block in page.blocks]


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.txt")), ids=lambda file: file.name[:12])
def test_the_lines_of_a_document_come_back(tmp_path: Path, file: Path) -> None:
    lines = [" ".join(line.split()) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    read = word.read(make_docx(tmp_path / "a.docx", lines), ignore_pages)
    assert read.pages == (PageContent(tuple(lines)),)


def test_a_long_annex_comes_back_with_every_cell(tmp_path: Path) -> None:
    read = word.read(make_docx(tmp_path / "a.docx", ["Trước", annex(), "Sau"]), ignore_pages)
    assert read.pages[0].blocks == ("Trước", annex(), "Sau")


def test_lists_have_the_numbers_that_a_reader_sees(tmp_path: Path) -> None:
    levels = (
        _level(0, "upperRoman", "%1."),
        _level(1, "decimal", "%2."),
        _level(2, "decimal", "%2.%3."),
        _level(3, "lowerLetter", "%4)"),
        _level(4, "bullet", "\uf0b7"),
        _level(5, "bullet", "+"),
    )
    body = "".join(
        _listed(text, 1, level)
        for text, level in (
            *(("Kết quả", 0), ("Kinh tế", 1), ("Thu", 2), ("Chi", 2), ("Nội địa", 3), ("Xuất khẩu", 3)),
            *(("GRDP", 4), ("Dịch vụ", 5), ("Xã hội", 1), ("Y tế", 2), ("Kế hoạch", 0), ("Mục tiêu", 1)),
        )
    )
    assert _read(tmp_path, body, _numbering(*levels)) == [
        *("I. Kết quả", "1. Kinh tế", "1.1. Thu", "1.2. Chi", "a) Nội địa", "b) Xuất khẩu"),
        *("- GRDP", "+ Dịch vụ", "2. Xã hội", "2.1. Y tế", "II. Kế hoạch", "1. Mục tiêu"),
    ]


def test_a_second_list_goes_on_counting_unless_it_says_where_it_starts(tmp_path: Path) -> None:
    lists = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for key, override in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        )
    )
    body = "".join(_listed("x", list_id) for list_id in (1, 1, 2, 3, 3))
    read = _read(tmp_path, body, _numbering(_level(0, "decimal", "Điều %1."), lists=lists))
    assert read == ["Điều 1. x", "Điều 2. x", "Điều 3. x", "Điều 1. x", "Điều 2. x"]


def test_a_level_may_go_on_through_the_levels_above(tmp_path: Path) -> None:
    levels = (_level(0, "upperRoman", "%1."), _level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/>'))
    body = "".join(_listed("x", 1, level) for level in (0, 1, 1, 0, 1))
    assert _read(tmp_path, body, _numbering(*levels)) == ["I. x", "Điều 1. x", "Điều 2. x", "II. x", "Điều 3. x"]


def test_a_level_that_was_skipped_counts_as_one(tmp_path: Path) -> None:
    levels = (_level(0, "decimal", "%1."), _level(1, "decimal", "%1.%2."))
    body = "".join(_listed("x", 1, level) for level in (1, 1, 0, 1))
    assert _read(tmp_path, body, _numbering(*levels)) == ["1.1. x", "1.2. x", "2. x", "2.1. x"]


def test_a_list_may_come_from_the_style_and_headings_are_marked(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="con"/><w:basedOn w:val="Muc"/></w:style>'
    )
    body = "".join(_paragraph("Mục", f'<w:pStyle w:val="{style}"/>') for style in ("Muc", "Con"))
    levels = _level(0, "upperRoman", "%1.", '<w:pStyle w:val="Muc"/>')
    assert _read(tmp_path, body, _numbering(levels), styles) == ["# I. Mục", "# II. Mục"]


def test_only_what_is_printed_is_read(tmp_path: Path) -> None:
    changed = f"<w:ins>{_run('18')}</w:ins><w:del><w:r><w:delText>17</w:delText></w:r></w:del>"
    body = (
        f"<w:p>{_run('Có ')}{changed}{_run(' chỉ tiêu')}{_run(' (nháp)', '<w:vanish/>')}</w:p>"
        f"<w:p><w:moveFrom>{_run('cũ')}</w:moveFrom><w:moveTo>{_run('mới')}</w:moveTo></w:p>"
        f"<w:p>{_run('Tăng 9% ')}{_run('8%', '<w:strike/>')}</w:p>"
    )
    assert _read(tmp_path, body) == ["Có 18 chỉ tiêu", "mới", "Tăng 9%"]
    assert "“8%”" in word.read(tmp_path / "a.docx", ignore_pages).warnings[0]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    body = _paragraph("GRDP tăng ", "<w:rPr><w:del/></w:rPr>") + _paragraph(" 8%", "")
    assert _read(tmp_path, body) == ["GRDP tăng 8%"]


def test_fields_show_their_result_and_breaks_end_lines(tmp_path: Path) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("Biểu 1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = f"<w:p>{_run('Xem ')}{field}<w:r><w:br/></w:r>{_run('10 m')}{_run('2', _RAISED)}</w:p>"
    assert _read(tmp_path, body) == ["Xem Biểu 1", "10 m²"]


_RAISED = '<w:vertAlign w:val="superscript"/>'


def test_symbol_fonts_become_dashes_and_signs(tmp_path: Path) -> None:
    body = (
        f'<w:p><w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r>{_run(" GRDP ")}'
        f'<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>{_run(" 8%")}</w:p>'
    )
    assert _read(tmp_path, body) == ["- GRDP ≥ 8%"]


def test_footnotes_and_text_boxes_follow_their_paragraph(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{_paragraph('Dự thảo')}</w:txbxContent></v:textbox></w:pict></w:r>"
    body = f'<w:p>{_run("GRDP 8,03%")}<w:r><w:footnoteReference w:id="2"/></w:r>{box}</w:p>{_paragraph("Sau")}'
    notes = f'<w:footnote w:id="2">{_paragraph("Giá so sánh 2010.")}</w:footnote>'
    assert _read(tmp_path, body, footnotes=notes) == [
        "GRDP 8,03%",
        "Chú thích: Giá so sánh 2010.",
        "Dự thảo",
        "Sau",
    ]


def test_tables_of_contents_are_left_out(tmp_path: Path) -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = f"<w:sdt>{gallery}<w:sdtContent>{_paragraph('I. Kết quả 3')}</w:sdtContent></w:sdt>"
    kept = f"<w:sdt><w:sdtContent>{_paragraph('I. Kết quả')}</w:sdtContent></w:sdt>"
    assert _read(tmp_path, body + kept) == ["I. Kết quả"]


def test_merged_cells_have_their_text_in_every_place(tmp_path: Path) -> None:
    down = '<w:vMerge w:val="restart"/>'
    body = _table(
        _cell("TT", down) + _cell("Chỉ tiêu", down) + _cell("Năm 2025", '<w:gridSpan w:val="2"/>'),
        _cell("", "<w:vMerge/>") + _cell("", "<w:vMerge/>") + _cell("KH") + _cell("TH"),
        _cell("(1)") + _cell("(2)") + _cell("(3)") + _cell("(4)"),
        _cell("1") + _cell("GRDP") + _cell("8,5") + _cell("9,0"),
    )
    assert _read(tmp_path, body) == [
        Table(
            (
                ("TT", "Chỉ tiêu", "Năm 2025", "Năm 2025"),
                ("TT", "Chỉ tiêu", "KH", "TH"),
                ("1", "GRDP", "8,5", "9,0"),
            ),
            heading_rows=2,
        )
    ]


def test_head_and_signature_become_paragraphs_column_by_column(tmp_path: Path) -> None:
    head = _table(
        _cell(_paragraph("UBND TỈNH LẠC SƠN")) + _cell(_paragraph("CỘNG HÒA") + _paragraph("Độc lập")),
        _cell("Số: 318/BC-UBND") + _cell("Lạc Sơn, ngày 03 tháng 12 năm 2024"),
        borders="none",
    )
    signature = _table(_cell("Nơi nhận:") + _cell("TM. ỦY BAN NHÂN DÂN"))
    assert _read(tmp_path, head + signature) == [
        *("UBND TỈNH LẠC SƠN", "Số: 318/BC-UBND", "CỘNG HÒA", "Độc lập", "Lạc Sơn, ngày 03 tháng 12 năm 2024"),
        *("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"),
    ]


def test_figures_without_lines_around_them_stay_with_their_rows(tmp_path: Path) -> None:
    body = _table(_cell("Thu") + _cell("15.600"), _cell("Chi") + _cell("19.250"), borders="none")
    assert _read(tmp_path, body) == [Table((("Thu", "15.600"), ("Chi", "19.250")), heading_rows=0)]


def test_a_table_in_a_cell_follows_as_a_table(tmp_path: Path) -> None:
    inner = _table(_cell("Năm") + _cell("Thu"), _cell("2025") + _cell("15.600"))
    body = _table(_cell("Nội dung") + _cell(inner + _paragraph("x")), _cell("a") + _cell("b"))
    assert _read(tmp_path, body)[1] == Table((("Năm", "Thu"), ("2025", "15.600")))


def test_pages_are_those_that_word_noted(tmp_path: Path) -> None:
    turned = "<w:r><w:lastRenderedPageBreak/></w:r>"
    rows = [_cell("Chỉ tiêu") + _cell("KH"), _cell("Thu") + _cell("1,5")]
    rows += [_cell(f"<w:p>{turned}{_run('Chi')}</w:p>") + _cell(f"<w:p>{turned}{_run('2,5')}</w:p>")]
    body = f"{_paragraph('Đầu')}{_table(*rows)}<w:p>{turned}{_run('Cuối')}</w:p>"
    read = word.read(make_word_package(tmp_path / "a.docx", body), ignore_pages)
    assert read.pages == (
        PageContent(("Đầu", Table((("Chỉ tiêu", "KH"), ("Thu", "1,5")))), "trang 1"),
        PageContent((Table((("Chi", "2,5"),), heading_rows=0),), "trang 2"),
        PageContent(("Cuối",), "trang 3"),
    )


def test_a_document_with_macros_is_read(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", ["Nội dung"])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(tmp_path / "a.docm", "w") as package:
        for name, data in parts.items():
            main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main"
            package.writestr(name, data.replace(main, b"vnd.ms-word.document.macroEnabled.main"))
    assert word.read(tmp_path / "a.docm", ignore_pages).pages[0].blocks == ("Nội dung",)


def test_headers_and_footers_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.add_paragraph("Nội dung")
    document.save(str(tmp_path / "a.docx"))
    assert word.read(tmp_path / "a.docx", ignore_pages).pages[0].blocks == ("Nội dung",)


RAISING = (
    '<w:style w:type="character" w:styleId="Dau"><w:name w:val="Dau"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    '</w:style><w:style w:type="character" w:styleId="Con"><w:basedOn w:val="Dau"/></w:style>'
)


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vertAlign w:val="superscript"/>',
        '<w:rStyle w:val="Dau"/>',
        '<w:rStyle w:val="Con"/>',
        '<w:position w:val="8"/>',
    ],
)
def test_digits_above_the_line_are_raised_whatever_raises_them(tmp_path: Path, properties: str) -> None:
    body = f"<w:p>{_run('Cho vay 3.105')}{_run('7', properties)}{_run(' tỷ đồng')}</w:p>"
    assert _read(tmp_path, body, styles=RAISING) == ["Cho vay 3.105⁷ tỷ đồng"]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:rStyle w:val="Dau"/><w:vertAlign w:val="baseline"/>',
        '<w:rStyle w:val="Dau"/><w:vertAlign w:val="subscript"/>',
        '<w:position w:val="1"/>',
        '<w:position w:val="-6"/>',
    ],
)
def test_digits_on_or_below_the_line_stay(tmp_path: Path, properties: str) -> None:
    body = f"<w:p>{_run('CO')}{_run('2', properties)}</w:p>"
    assert _read(tmp_path, body, styles=RAISING) == ["CO2"]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        "<w:vanish/>",
        "<w:dstrike/>",
    ],
)
def test_text_that_nobody_sees_is_not_read_and_is_told(tmp_path: Path, properties: str) -> None:
    body = f"<w:p>{_run('Cho vay 3.105 tỷ đồng')}{_run(' hay 999 tỷ', properties)}</w:p>"
    assert _read(tmp_path, body) == ["Cho vay 3.105 tỷ đồng"]
    (warning,) = word.read(tmp_path / "a.docx", ignore_pages).warnings
    assert "“hay 999 tỷ”" in warning


WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{_run('Năm 2031', WHITE + DARK)}</w:p>",
        f"<w:p>{_run('Năm 2031', WHITE + '<w:highlight w:val=&quot;blue&quot;/>'.replace('&quot;', chr(34)))}</w:p>",
        f"<w:p><w:pPr>{DARK}</w:pPr>{_run('Năm 2031', WHITE)}</w:p>",
        _table(_cell(_paragraph("Năm 2031", "", WHITE), DARK)),
        f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{_paragraph('Năm 2031', '', WHITE)}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>",
    ],
)
def test_white_text_on_a_ground_of_its_own_is_read(tmp_path: Path, body: str) -> None:
    assert _read(tmp_path, body) == ["Năm 2031"]


def _math(inner: str) -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    return f'<m:oMath xmlns:m="{space}">{inner}</m:oMath>'


def _m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        (f"<m:f><m:num>{_m('3')}</m:num><m:den>{_m('4')}</m:den></m:f>", "3/4"),
        (f"<m:f><m:num>{_m('thu + vay')}</m:num><m:den>{_m('chi')}</m:den></m:f>", "(thu + vay)/chi"),
        (f"<m:sSup><m:e>{_m('10')}</m:e><m:sup>{_m('6')}</m:sup></m:sSup>{_m(' m³')}", "10⁶ m³"),
        (f"<m:sSub><m:e>{_m('I')}</m:e><m:sub>{_m('2031')}</m:sub></m:sSub>", "I2031"),
        (f"<m:rad><m:deg>{_m('3')}</m:deg><m:e>{_m('8')}</m:e></m:rad>", "³√8"),
    ],
)
def test_equations_keep_their_fractions_and_powers(tmp_path: Path, inner: str, line: str) -> None:
    assert _read(tmp_path, f"<w:p>{_math(inner)}</w:p>") == [line]


def test_a_chart_is_told(tmp_path: Path) -> None:
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    _read(tmp_path, f"{_paragraph('Thu')}<w:p><w:r><w:drawing>{chart}</w:drawing></w:r></w:p>")
    assert any("biểu đồ" in warning for warning in word.read(tmp_path / "a.docx", ignore_pages).warnings)


def test_figures_of_page_heads_are_told_but_not_the_numbers_of_pages(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Thu ngân sách")
    document.sections[0].header.paragraphs[0].text = "Dự thảo 3, lấy ý kiến"
    document.sections[0].footer.paragraphs[0].text = "Trang 2/14"
    document.save(str(tmp_path / "a.docx"))
    (warning,) = word.read(tmp_path / "a.docx", ignore_pages).warnings
    assert "“Dự thảo 3, lấy ý kiến”" in warning
    assert "2/14" not in warning


def test_the_strict_form_of_the_format_is_read(tmp_path: Path) -> None:
    lines = ["Cho vay 3.105 tỷ đồng", "Huy động 2.980 tỷ đồng"]
    make_docx(tmp_path / "a.docx", lines)
    make_strict(tmp_path / "a.docx", tmp_path / "strict.docx")
    assert word.read(tmp_path / "strict.docx", ignore_pages).pages[0].blocks == tuple(lines)


def test_the_sign_of_a_list_before_a_figure_in_a_cell_is_no_minus(tmp_path: Path) -> None:
    cells = (_cell(_paragraph("Giống") + _paragraph("Phân bón")), _cell(_listed("12,4", 1) + _listed("7,9", 1)))
    table = _table(_cell(_paragraph("Nội dung")) + _cell(_paragraph("Tỷ đồng")), "".join(cells))
    (read,) = _read(tmp_path, table, numbering=_numbering(_level(0, "bullet", "-")))
    assert isinstance(read, Table)
    assert read.rows[1:] == (("Giống", "12,4"), ("Phân bón", "7,9"))
