import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.model import drafting
from rag.answering.model.drafting import read_drafts
from rag.datatypes import Draft
from rag.vietnamese import split_sentences

REPLY = (
    "Năm 2031, thu ngân sách đạt 41.250 tỷ đồng [1]. TP. Sông Lam thu hút 1,5 tỷ USD vốn FDI. [2][3] "
    "- **Xuất khẩu** tăng 12,5% [1, 4].\n\nTài liệu không nêu số khác. [2]"
)


@pytest.mark.parametrize(
    ("reply", "drafts"),
    [
        ("Thu đạt 5 tỷ đồng [1].", [Draft("Thu đạt 5 tỷ đồng.", (1,))]),
        ("Thu đạt 5 tỷ đồng. [1]", [Draft("Thu đạt 5 tỷ đồng.", (1,))]),
        ("Thu đạt 5 tỷ đồng [1]", [Draft("Thu đạt 5 tỷ đồng", (1,))]),
        ("Thu đạt 5 tỷ đồng [1], chi 6 tỷ đồng [2].", [Draft("Thu đạt 5 tỷ đồng, chi 6 tỷ đồng.", (1, 2))]),
        ("Thu đạt 5 tỷ đồng [2, 1; 2].", [Draft("Thu đạt 5 tỷ đồng.", (2, 1))]),
        ("Thu đạt 5 tỷ đồng.", [Draft("Thu đạt 5 tỷ đồng.", ())]),
        ("Thu đạt 5. [1] Chi đạt 6. [2]", [Draft("Thu đạt 5.", (1,)), Draft("Chi đạt 6.", (2,))]),
        ("Thu đạt 5 [1]. Chi đạt 6 [2].", [Draft("Thu đạt 5.", (1,)), Draft("Chi đạt 6.", (2,))]),
        ("Vì sao? [1] Vì thế! [2]", [Draft("Vì sao?", (1,)), Draft("Vì thế!", (2,))]),
        ("**Thu** đạt **5 tỷ đồng** [1].", [Draft("Thu đạt 5 tỷ đồng.", (1,))]),
        ("- Thu đạt 5 [1].\n- Chi đạt 6 [2].", [Draft("Thu đạt 5.", (1,)), Draft("Chi đạt 6.", (2,))]),
        ("Thu đạt 5 [999].", [Draft("Thu đạt 5.", (999,))]),
    ],
)
def test_a_sentence_comes_without_markup_and_with_the_numbers_that_it_cites(reply: str, drafts: list[Draft]) -> None:
    assert list(read_drafts([reply])) == drafts


@pytest.mark.parametrize("reply", ["", " \n", "[1]", "...", "**", "Thu ngân sách năm 2031 đạt"])
def test_signs_alone_and_a_sentence_that_was_cut_off_are_no_draft(reply: str) -> None:
    assert list(read_drafts([reply])) == []


def test_only_the_sentence_that_was_cut_off_is_lost() -> None:
    assert list(read_drafts(["Thu đạt 5 [1]. Chi đạt 6 tỷ"])) == [Draft("Thu đạt 5.", (1,))]


@pytest.mark.parametrize("end", [".”", "…"])
def test_a_marker_behind_any_end_of_a_sentence_belongs_to_that_sentence(end: str) -> None:
    first, second = read_drafts([f"Thu đạt 5{end} [1] Chi đạt 6. [2]"])
    assert (first.cited, second.cited) == ((1,), (2,))


@pytest.mark.parametrize("last", ["**Thu đạt 5 tỷ đồng.**", "(Thu đạt 5 tỷ đồng.)", "“Thu đạt 5 tỷ đồng.”"])
def test_a_last_sentence_is_whole_whatever_closes_behind_its_full_stop(last: str) -> None:
    assert len(list(read_drafts([last]))) == 1


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_the_drafts_do_not_depend_on_how_the_stream_was_cut(cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(REPLY)]
    pieces = [REPLY[start:end] for start, end in itertools.pairwise(bounds)]
    assert list(read_drafts(pieces)) == list(read_drafts([REPLY]))


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    pieces = iter(["Thu đạt 5 tỷ đồng", ". [1]", " Chi", " đạt 6", "."])
    drafts = read_drafts(pieces)
    assert next(drafts) == Draft("Thu đạt 5 tỷ đồng.", (1,))
    assert list(pieces) == [" đạt 6", "."]


def test_a_label_before_the_answer_is_none_of_it() -> None:
    assert [draft.text for draft in read_drafts(["Trả lời: Sản lượng muối đạt 812 tấn."])] == [
        "Sản lượng muối đạt 812 tấn."
    ]


_ENDLESS = {
    "a line without an end": "thu ngân sách ",
    "one word": "a",
    "numbers with dots": "1.",
    "abbreviations": "TP. ",
    "capitals": "A.a",
    "brackets": ".)",
    "what may be a marker": ". [1",
    "white space": " ",
    "ends of lines": "\n ",
    "sentences": "Thu đạt 5 tỷ đồng. ",
    "items": "- thu đạt 5\n",
}


@pytest.mark.parametrize("text", _ENDLESS.values(), ids=_ENDLESS.keys())
def test_the_work_grows_as_the_reply_does(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in characters that are searched for ends of sentences."""

    def work(chars: int) -> int:
        searched = 0

        def count(line: str) -> list[tuple[int, int]]:
            nonlocal searched
            searched += len(line)
            return split_sentences(line)

        monkeypatch.setattr(drafting, "split_sentences", count)
        list(read_drafts([(text * chars)[:chars]]))
        return searched

    assert work(16_000) <= 2.3 * work(8_000) + 8_000


def test_a_reply_that_runs_on_without_an_end_of_a_sentence_is_read_no_further() -> None:
    pieces = iter(["thu ngân sách "] * 1000)
    assert list(read_drafts(pieces)) == []
    assert len(list(pieces)) > 800
