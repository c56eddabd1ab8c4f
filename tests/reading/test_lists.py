"""Which figures count as one list, and what its figures share."""

from dataclasses import replace

import pytest

from rag.datatypes import Status
from rag.reading.batches import mark_figures
from rag.reading.lists import share_statuses
from rag.reading.readings import Reading
from tests.reading.test_contexts import context_of
from tests.reading.test_deciding import reading

_UNSURE = {Status.TARGET: 0.4, Status.ESTIMATE: 0.05, Status.RESULT: 0.5, Status.UNKNOWN: 0.05}
_SURE = {Status.TARGET: 0.97, Status.ESTIMATE: 0.01, Status.RESULT: 0.01, Status.UNKNOWN: 0.01}


def _shared(text: str) -> list[Reading]:
    """The last figure of the text is read as a result, with little reason, those before it as targets."""
    *others, last = mark_figures(context_of(text), [])
    surely = [replace(reading(), marked=other, status=_SURE) for other in others]
    return share_statuses([*surely, replace(reading(), marked=last, status=_UNSURE)])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Mục tiêu: thu 8.100 tỷ đồng; hộ nghèo còn 1,2%; có 15 xã.", Status.TARGET),
        ("Kế hoạch thu 8.100 tỷ đồng, hộ nghèo 1,2%, thực hiện có 15 xã.", Status.RESULT),
        ("Mục tiêu: thu 8.100 tỷ đồng; hộ nghèo còn 1,2%. Xã mới có 15 xã.", Status.RESULT),
    ],
)
def test_a_list_shares_its_status_until_a_word_of_status_or_the_sentence_ends_it(text: str, status: Status) -> None:
    last = _shared(text)[-1].status
    assert max(last, key=last.__getitem__) is status
    assert sum(last.values()) == pytest.approx(1)


def test_a_figure_by_itself_keeps_its_own() -> None:
    assert _shared("Xã mới có 15 xã.")[0].status == _UNSURE
