import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.repair.code_pages import MISREAD_UTF_8, TCVN3, VISCII, VNI, VPS, WINDOWS_1258, CodePage
from rag.ingestion.repair.encodings import read_old_bytes, repair_encodings
from tests.ingestion.repair.old_writing import LETTERS, read_corpora, without_case, write_for_western, write_in

TCVN3_TEXT = "Uû ban nh©n d©n tØnh ®Æt chØ tiªu t¨ng tr­ëng kinh tÕ 12,5% vµ thu ng©n s¸ch 106.761,592 tû ®ång"
UNICODE_TEXT = "Uỷ ban nhân dân tỉnh đặt chỉ tiêu tăng trưởng kinh tế 12,5% và thu ngân sách 106.761,592 tỷ đồng"


def _repair(*texts: str) -> list[str]:
    convert, _ = repair_encodings({"": texts})
    return [convert(text) for text in texts]


def _warnings(*texts: str) -> tuple[str, ...]:
    return repair_encodings({"": texts})[1]


@pytest.mark.parametrize(
    ("page", "old", "unicode"),
    [
        (
            TCVN3,
            "Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc",
            "Cộng hoà xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc",
        ),
        (VNI, "COÄNG HOØA Xaõ hoäi chuû nghóa Vieät Nam, ñöôøng", "CỘNG HÒA Xã hội chủ nghĩa Việt Nam, đường"),
        (VISCII, "C\xb5ng hòa xã h\xb5i ch\xfc ngh\xeea Vi\xaet Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (VPS, "C¶ng hòa xã h¶i chû nghïa ViŒt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (MISREAD_UTF_8, "Háº£i PhÃ²ng Ä‘áº¡t", "Hải Phòng đạt"),
    ],
)
def test_known_text_of_each_encoding(page: CodePage, old: str, unicode: str) -> None:
    assert page.decode(old) == unicode


@pytest.mark.parametrize("page", [TCVN3, VNI, VISCII, VPS])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_small_letter_comes_back(page: CodePage, letter: str) -> None:
    assert page.decode(write_in(page, letter)) == letter


@pytest.mark.parametrize("letter", LETTERS)
def test_vni_and_misread_utf_8_have_capitals_too(letter: str) -> None:
    assert VNI.decode(write_in(VNI, letter.upper())) == letter.upper()
    if not letter.isascii():
        assert MISREAD_UTF_8.decode(write_for_western(letter.upper())) == letter.upper()


@pytest.mark.parametrize("page", [TCVN3, VNI])
def test_a_whole_document_comes_back_figures_untouched(page: CodePage) -> None:
    for text in read_corpora():
        (repaired,) = _repair(write_in(page, text))
        assert without_case(page, repaired) == without_case(page, text)


def test_a_document_misread_once_or_twice_comes_back() -> None:
    for text in read_corpora():
        once = write_for_western(text)
        assert _repair(once, write_for_western("đ) Về")) == [text, "đ) Về"]
        assert _repair(write_for_western(once)) == [text]


def test_unicode_stays_as_it_is() -> None:
    for text in read_corpora():
        assert _repair(text) == [text]
        assert _warnings(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ke hoach phat trien kinh te - xa hoi nam 2025",
        "Toà án, khoá XV, hoá chất, xoá đói, toàn, hoà, loá, xoà, thoá, goá",
        "Goûter à l'école près du château où l'été fut très élégant; façade, garçon, Noël, naïve, déjà",
        "Mädchen für Köln: Größe, Übung, schön, Müller läuft über Brücken in Österreich, weiß, Straße",
        "São Paulo, coração, informação, não, ações, nações, à beira, você, português",
        "Zürich, Málaga, Besançon, Genève, Çeşme, Åre, Łódź, Malmö, Köln",
        "25°C, 10 m², 5 m³, 10÷15%, 3 × 5, § 4, © 2024, «a», ±2, µm",
        "",
    ],
)
def test_other_writing_stays_as_it_is(text: str) -> None:
    assert _repair(text) == [text]
    assert _warnings(text) == ()


@given(st.text(st.characters(max_codepoint=0x1EFF, exclude_categories=["Cs"]), max_size=80))
def test_text_is_either_converted_with_a_warning_or_left(text: str) -> None:
    assert _repair(text) == [text] or _warnings(text)


def test_only_the_paragraphs_in_an_old_font_are_converted() -> None:
    unicode = "Ủy ban nhân dân thành phố Hà Nội họp tại toà nhà hội đồng; Müller và café ở lại."
    assert _repair(unicode, TCVN3_TEXT, unicode) == [unicode, UNICODE_TEXT, unicode]
    assert any("TCVN3" in warning for warning in _warnings(unicode, TCVN3_TEXT))


def test_a_line_may_change_its_font() -> None:
    mixed = f"Điều 1. Ủy ban {TCVN3_TEXT} được ban hành"
    assert _repair(mixed) == [f"Điều 1. Ủy ban {UNICODE_TEXT} được ban hành"]


def test_few_words_prove_nothing() -> None:
    assert _repair("vµ", "GDP", "10÷15%") == ["vµ", "GDP", "10÷15%"]


def test_signs_between_figures_stay_in_a_converted_document() -> None:
    assert _repair(f"{TCVN3_TEXT}\n10÷15% · 3 × 5, 25°C, 20 m²") == [f"{UNICODE_TEXT}\n10÷15% · 3 × 5, 25°C, 20 m²"]


def test_capitals_are_raised_where_all_plain_letters_are_capitals_and_the_loss_is_told() -> None:
    assert _repair(f"{TCVN3_TEXT}\nPH¸T TRIÓN KINH TÕ N¡M 2025\nH¶i Phßng") == [
        f"{UNICODE_TEXT}\nPHÁT TRIỂN KINH TẾ NĂM 2025\nHải Phòng"
    ]
    assert any("chữ hoa" in warning for warning in _warnings(TCVN3_TEXT))


@pytest.mark.parametrize("page", [TCVN3, VNI])
def test_bytes_of_an_old_encoding_are_read(page: CodePage) -> None:
    text = "Ủy ban nhân dân thành phố phấn đấu thu ngân sách 106.761,592 tỷ đồng".lower()
    read = read_old_bytes(write_in(page, text).encode("cp1252"))
    assert read is not None
    assert read[0] == text
    assert page.name in read[1][0]


def test_bytes_of_windows_1258_with_combining_tones_are_read() -> None:
    read = read_old_bytes(
        "Phâ\u0301n đâ\u0301u thu ngân sa\u0301ch đa\u0323t tô\u0301i thiê\u0309u 5 ty\u0309".encode("cp1258")
    )
    assert read is not None
    assert read[0] == "Phấn đấu thu ngân sách đạt tối thiểu 5 tỷ"
    assert WINDOWS_1258.name in read[1][0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(encoding: str) -> None:
    read = read_old_bytes(UNICODE_TEXT.encode(encoding))
    assert read is not None
    assert read[0] == UNICODE_TEXT


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    read = read_old_bytes(data)
    assert read is None or read[1]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00", "Größe für Köln, schön".encode("latin-1"), b"\xff" * 50, b""]
)
def test_bytes_that_prove_nothing_are_refused(data: bytes) -> None:
    assert read_old_bytes(data) is None


@pytest.mark.parametrize("text", ["\n".join(read_corpora()) * 7, "a" * 500_000 + "ð", "¸" * 500_000, "Ã " * 250_000])
def test_a_megabyte_takes_no_time(text: str) -> None:
    started = time.process_time()
    _repair(text)
    assert time.process_time() - started < 5
