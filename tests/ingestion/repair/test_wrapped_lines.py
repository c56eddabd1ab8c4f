import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.repair.wrapped_lines import join_wrapped

ROOT = Path(__file__).resolve().parents[3]
UNWRAPPED = sorted([*ROOT.glob("corpus/*.txt"), *ROOT.glob("tests/fictitious_province/corpus/*.txt")])

WORDS = ["phát", "triển", "kinh", "tế", "đạt", "tỷ", "đồng", "năm", "các", "và", "2026", "12,5%", "1.200", "GRDP"]
INDENTED = """                        KẾ HOẠCH
          phát triển kinh tế - xã hội và đầu tư năm 2027
                           và đến năm 2030
   Thực hiện Nghị quyết của Ban Chấp hành Đảng bộ tỉnh về phát triển kinh
tế - xã hội, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC TIÊU
   1. Tăng trưởng kinh tế đạt 10,5%; thu ngân sách nhà nước đạt 12.000 tỷ.
Kim ngạch xuất khẩu tăng 12,5% trong hai năm 2026 - 2027 và trong năm 2026
- 2027, vượt kế hoạch của nhiệm kỳ trước và phấn đấu đến cuối nhiệm kỳ đạt
8% GRDP.
   2. Xây dựng đời sống văn hóa và bảo đảm quốc phòng, an ninh, trật tự an
toàn xã hội trên địa bàn; hoàn thành vào ngày 30 tháng 6 hoặc trước tháng
9. Các sở phối hợp.
   - Đón 9,5 triệu lượt khách du lịch, trong đó có 600 nghìn lượt khách là
khách quốc tế; du lịch đóng góp nhiều hơn cho các ngành kinh tế của tỉnh.
   - Tỷ lệ hộ nghèo dưới 1%; số hộ cận nghèo giảm nhanh hơn so với năm nay
và năm trước.
   - Diện tích nuôi tôm công nghệ cao tăng; tàu cá được quản lý trên cơ sở
dữ liệu số.
| Thu ngân sách nhà nước trên địa bàn, tỷ đồng, cả năm | 1.000 | đã giao |

Nơi nhận:                                 TM. ỦY BAN NHÂN DÂN
- Như trên;                                    CHỦ TỊCH
"""


def _sentences(*, fewest: int) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(WORDS), min_size=fewest, max_size=60)
    return words.map(lambda chosen: f"Phấn đấu {' '.join(chosen)}.")


def _wrapped(paragraphs: list[str], width: int) -> str:
    return "\n".join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in paragraphs)


PARAGRAPHS = st.lists(
    st.builds("{}{}".format, st.sampled_from(["", "- ", "+ ", "a) ", "(1) "]), _sentences(fewest=45)),
    min_size=8,
    max_size=20,
)


@given(PARAGRAPHS, st.integers(60, 100))
def test_wrapped_prose_comes_back(paragraphs: list[str], width: int) -> None:
    text, warnings = join_wrapped(_wrapped(paragraphs, width))
    assert text.split("\n") == paragraphs
    assert len(warnings) == 1


@given(st.lists(st.one_of(_sentences(fewest=1), st.just(""), st.sampled_from(WORDS)), max_size=30))
def test_a_paragraph_a_line_stays(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert join_wrapped(text) == (text, ())


@given(st.text(alphabet="aB1 .-|\n\t(%)"))
def test_any_text_keeps_its_words(text: str) -> None:
    assert "".join(join_wrapped(text)[0].split()) == "".join(text.split())


@pytest.mark.parametrize("path", UNWRAPPED, ids=lambda path: path.name)
def test_files_that_are_not_wrapped_stay(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert join_wrapped(text) == (text, ())


@pytest.mark.parametrize("path", UNWRAPPED, ids=lambda path: path.name)
@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_nothing_is_joined_that_was_not_one_line(path: Path, width: int) -> None:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n")]
    wrapped = "\n".join(textwrap.fill(line, width, break_long_words=False) if line else "" for line in lines)
    text, warnings = join_wrapped(wrapped)
    assert warnings
    whole = "\n".join(lines)
    assert [line for line in text.split("\n") if line not in whole] == []


def test_what_begins_a_paragraph_stays_apart_and_what_only_looks_so_does_not() -> None:
    text, warnings = join_wrapped(INDENTED)
    lines = text.split("\n")
    assert [line.strip()[:12] for line in lines] == [
        "KẾ HOẠCH",
        "phát triển k",
        "Thực hiện Ng",
        "I. MỤC TIÊU",
        "1. Tăng trưở",
        "2. Xây dựng ",
        "- Đón 9,5 tr",
        "- Tỷ lệ hộ n",
        "- Diện tích ",
        "| Thu ngân s",
        "",
        "Nơi nhận:   ",
        "- Như trên; ",
        "",
    ]
    assert "12.000 tỷ. Kim ngạch" in lines[4]
    assert "năm 2026 - 2027, vượt" in lines[4]
    assert lines[5].endswith("trước tháng 9. Các sở phối hợp.")
    assert warnings == ("Đã nối 10 dòng bị ngắt ở lề phải (khoảng 74 ký tự) vào đoạn văn của chúng.",)


def test_verse_is_not_joined() -> None:
    verse = "Hải Phòng thành phố bên sông\nngười đi nhớ bến người trông nhớ thuyền\n" * 10
    assert join_wrapped(verse) == (verse, ())


def test_lines_of_a_proportional_font_are_joined_where_they_end_near_one_margin() -> None:
    paragraph = " ".join(["phát triển kinh tế - xã hội của thành phố và các địa phương trong vùng"] * 12)
    lines: list[str] = []
    rest = f"Mục tiêu {paragraph}."
    while rest:
        lines.append(textwrap.wrap(rest, (84, 79, 88, 81, 85)[len(lines) % 5])[0])
        rest = rest[len(lines[-1]) :].strip()
    assert join_wrapped("\n".join(lines))[0] == f"Mục tiêu {paragraph}."


def test_lines_that_break_off_anywhere_stay() -> None:
    words = [WORDS[index % len(WORDS)] for index in range(30)]
    text = "\n".join(" ".join(words[: 5 + 3 * index % 17]) for index in range(40))
    assert join_wrapped(text) == (text, ())


def test_an_unsure_break_stays_and_is_told() -> None:
    prose = "Phấn đấu đến năm 2030 tốc độ tăng trưởng kinh tế bình quân đạt trên 10%, thu ngân sách nhà nước tăng 12%"
    first = textwrap.fill(f"{prose}; kim ngạch xuất khẩu hằng năm tăng bình quân.", 70)
    unsure = (
        f"{'Tỷ lệ đô thị hóa đạt 70% vào cuối nhiệm kỳ của Hội đồng nhân dân':.<69}.\nNgoài ra còn các chỉ tiêu khác."
    )
    text, warnings = join_wrapped("\n".join([first] * 6 + [unsure]))
    assert text.endswith(unsure)
    assert warnings[0].endswith("1 chỗ ngắt chưa chắc nên giữ nguyên.")


LOOSE = """**KẾ HOẠCH**

PHÁT
TRIỂN KINH TẾ BIỂN VÀ HẢI ĐẢO TRÊN ĐỊA BÀN HUYỆN ĐẾN
NĂM 2030

Căn cứ Nghị quyết số
12/NQ-HĐND ngày 05/12/2026 của Hội đồng nhân dân huyện về kế hoạch phát triển
kinh tế - xã hội; Ủy ban nhân dân huyện ban hành Kế hoạch với những nội dung
chính như sau:

**I. MỤC TIÊU,
CHỈ TIÊU**

1. Sản lượng khai thác
và nuôi trồng thủy sản đạt 41.200 tấn, trong đó tôm nuôi công nghệ cao chiếm
trên 25%. Tổng công suất tàu cá của toàn huyện tăng, cơ cấu lại nghề khai thác
theo vùng biển.
2. Thu hút 12 dự án vào
các khu du lịch ven biển, tổng vốn đăng ký 3.400 tỷ đồng; giải quyết việc làm
cho 5.600 lao động và giữ vững quốc phòng, an ninh trên các tuyến biên giới và
hải đảo.

UBND HUYỆN BÌNH HẢI
VĂN PHÒNG
Số: 7/KH-UBND
Bình Hải, ngày 3 tháng 2 năm 2027
"""


def test_where_only_empty_lines_part_paragraphs_a_line_may_end_before_the_margin() -> None:
    text, warnings = join_wrapped(LOOSE)
    assert text.split("\n") == [
        "**KẾ HOẠCH**",
        "",
        "PHÁT TRIỂN KINH TẾ BIỂN VÀ HẢI ĐẢO TRÊN ĐỊA BÀN HUYỆN ĐẾN NĂM 2030",
        "",
        "Căn cứ Nghị quyết số 12/NQ-HĐND ngày 05/12/2026 của Hội đồng nhân dân huyện về kế hoạch phát triển kinh tế - "
        "xã hội; Ủy ban nhân dân huyện ban hành Kế hoạch với những nội dung chính như sau:",
        "",
        "**I. MỤC TIÊU, CHỈ TIÊU**",
        "",
        "1. Sản lượng khai thác và nuôi trồng thủy sản đạt 41.200 tấn, trong đó tôm nuôi công nghệ cao chiếm trên 25%. "
        "Tổng công suất tàu cá của toàn huyện tăng, cơ cấu lại nghề khai thác theo vùng biển.",
        "2. Thu hút 12 dự án vào các khu du lịch ven biển, tổng vốn đăng ký 3.400 tỷ đồng; giải quyết việc làm cho "
        "5.600 lao động và giữ vững quốc phòng, an ninh trên các tuyến biên giới và hải đảo.",
        "",
        "UBND HUYỆN BÌNH HẢI",
        "VĂN PHÒNG",
        "Số: 7/KH-UBND",
        "Bình Hải, ngày 3 tháng 2 năm 2027",
        "",
    ]
    assert len(warnings) == 1


def test_bold_words_over_two_lines_are_one_heading_whatever_the_margin() -> None:
    assert join_wrapped("**I. MỤC TIÊU,\nCHỈ TIÊU**\nThu **đạt** kế hoạch.")[0] == (
        "**I. MỤC TIÊU, CHỈ TIÊU**\nThu **đạt** kế hoạch."
    )


def test_a_few_lines_that_are_cut_within_a_sentence_are_joined() -> None:
    text = (
        "1. Diện tích rừng trồng mới năm 2031 của toàn huyện phấn đấu đạt\n"
        "1.460 ha, tăng 3% so với năm trước; sản lượng gỗ khai thác đạt\n"
        "41.200 m³.\n"
        "2. Thu ngân sách năm 2031 trên địa bàn huyện phấn đấu đạt 640\n"
        "tỷ đồng."
    )
    joined, warnings = join_wrapped(text)
    assert len(joined.split("\n")) == 2
    assert "đạt 41.200 m³." in joined
    assert "640 tỷ đồng." in joined
    assert "3 dòng" in warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu phát triển kinh tế - xã hội chủ yếu của huyện năm 2031\n1. Thu ngân sách 640 tỷ đồng.",
        "Diện tích rừng trồng mới năm 2031 của toàn huyện đạt 1.460 ha.\n41.200 m³ gỗ được khai thác.",
        "Thu ngân sách\n640 tỷ đồng",
    ],
)
def test_lines_that_may_be_two_stay_two(text: str) -> None:
    assert join_wrapped(text) == (text, ())
