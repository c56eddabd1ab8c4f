"""The network on tensors: what it may depend on and what not."""

import pytest
import torch

from rag.reading.batches import MarkedFigure, make_batch, mark_figures
from rag.reading.network import CLASSES, ReaderNetwork
from rag.reading.reader import read_batch
from tests.reading.test_contexts import BODY, context_of


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    torch.manual_seed(1)
    return ReaderNetwork().eval()


def figures_of(text: str) -> list[MarkedFigure]:
    return mark_figures(context_of(text), [])


def test_a_figure_is_scored_alike_whatever_it_is_batched_with(network: ReaderNetwork) -> None:
    figures = figures_of(BODY)
    others = figures_of("Năm 2030, giai đoạn 2031-2035: " + "rất dài " * 40 + "thu 9 tỷ đồng, chi 8 tỷ đồng.")
    with torch.no_grad():
        alone = network(make_batch(figures))
        together = network(make_batch([*figures, *others]))
    for name in CLASSES:
        assert torch.allclose(alone[name], together[name][: len(figures)], atol=1e-4)
    years = len(figures[0].context.years)
    assert torch.allclose(alone["year"][:, :years], together["year"][: len(figures), :years], atol=1e-4)


def test_each_slot_of_a_reading_is_a_distribution(network: ReaderNetwork) -> None:
    figures = figures_of(BODY)
    for reading in read_batch([network], figures, make_batch(figures)):
        for slot in (reading.status, reading.kind, reading.years, reading.parts):
            assert sum(slot.values()) == pytest.approx(1, abs=1e-4)
        for pointed in (reading.indicator, reading.part, reading.place):
            assert 0 <= pointed.probability <= 1 + 1e-6
            assert bool(pointed.words) <= (pointed.span is not None)


def test_no_name_holds_a_number_of_a_figure(network: ReaderNetwork) -> None:
    figures = figures_of("Năm 2031 có 15 xã đạt chuẩn, thu 84 tỷ đồng, tăng 7,5%.")
    for reading in read_batch([network], figures, make_batch(figures)):
        for pointed in (reading.indicator, reading.part, reading.place):
            assert not {"15", "84", "7,5"} & set(pointed.words.replace("%", " ").split())


def test_what_is_pointed_at_stands_in_one_section(network: ReaderNetwork) -> None:
    figures = mark_figures(context_of(BODY, "I. Ngân sách", before="Năm trước đạt 70 tỷ đồng."), [])
    for reading in read_batch([network], figures, make_batch(figures)):
        if span := reading.indicator.span:
            assert len(set(reading.marked.context.section[span[0] : span[1]].tolist())) == 1
