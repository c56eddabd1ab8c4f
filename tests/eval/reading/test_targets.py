from dataclasses import replace

import pytest

from eval.reading.items import LabelledFigure
from eval.reading.period_forms import part_key, years_of
from eval.reading.targets import NO_SPAN, find_name, make_target
from rag.reading.batches import mark_figures
from tests.reading.test_contexts import context_of

LABEL = LabelledFigure("5 nghìn ha", 1, "diện tích gieo trồng lúa", "", "2031", "result", "", "level")
TEXT = "Năm 2031 diện tích gieo trồng lúa đạt 5 nghìn ha; 9 tháng năm 2032 ước 6 nghìn ha."


def label(**slots: str) -> LabelledFigure:
    return replace(LABEL, **slots)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("2031", ""),
        ("đến 2030", ""),
        ("giai đoạn 2026-2030", ""),
        ("9 tháng 2031", "months 9"),
        ("đến tháng 9 2031", "months 9"),
        ("đến 20/9 2031", "months 9"),
        ("tháng 9 2031", "month 9"),
        ("quý IV 2031", "quarter 4"),
        ("quý 4", "quarter 4"),
        ("6 tháng cuối 2031", "last months 6"),
        ("năm học 2030-2031", "school"),
    ],
)
def test_a_part_of_a_year_has_one_key_however_it_is_written(written: str, key: str) -> None:
    assert part_key(written) == key


def test_years_of_a_period() -> None:
    assert years_of("giai đoạn 2026-2030") == (2026, 2030)
    assert years_of("9 tháng") is None


def test_a_target_points_at_the_year_the_part_and_the_name() -> None:
    context = context_of(TEXT)
    first, second = mark_figures(context, [])
    target = make_target(first, label())
    assert {(context.years[n].first, context.years[n].span is not None) for n in target.years} == {(2031, True)}
    assert target.parts == (len(context.parts),)
    assert [context.words(first.wide(span)) for span in target.name] == ["diện tích gieo trồng lúa"]
    assert (target.of, target.place) == ((NO_SPAN,), (NO_SPAN,))
    later = make_target(second, label(period="9 tháng 2032", status="estimate"))
    assert {context.parts[n].part for n in later.parts} == {"9 tháng"}


def test_without_a_label_a_number_states_nothing() -> None:
    assert not make_target(mark_figures(context_of(TEXT), [])[0], None).is_fact


def test_a_name_that_is_not_verbatim_is_found_by_most_of_its_words() -> None:
    context = context_of("Gieo trồng lúa trên diện tích 5 nghìn ha.")
    (span,) = find_name(context, "diện tích gieo trồng lúa", context.figures[0].span[0])
    assert context.words(span) == "Gieo trồng lúa trên diện tích"
    assert find_name(context, "sản lượng thủy sản khai thác", context.figures[0].span[0]) == []
