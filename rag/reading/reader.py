"""Figures in their context → what the learned reader holds of each: for every slot its values with probabilities."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from rag.datatypes import FigureKind, Status
from rag.errors import ModelFilesUnusable
from rag.figures.units import MEASURES
from rag.reading.batches import STATUSES, MarkedFigure, make_batch
from rag.reading.contexts import FIGURE, Context, Span
from rag.reading.lists import share_statuses
from rag.reading.network import TRUST, Batch, ReaderNetwork
from rag.reading.readings import PointedSpan, Reading, Years

WEIGHTS = tuple(Path(__file__).with_name(name) for name in ("reader.safetensors", "reader-2.safetensors"))
"""Each made by `python -m eval fit reader` with its own seed; the `.json` beside each says of which data."""

_FIGURES_AT_ONCE = 64
_KINDS = tuple(FigureKind)
_MEASURED = frozenset({"", *MEASURES.values()})
"""Units that count no noun."""
_LONGEST_TOKENS = {"name": 34, "of": 24, "place": 12}
_ALIKE = 0.5
"""Two spans mean the same where they share at least this part of their tokens together."""


class FigureReader:
    """Networks that were fitted from different seeds, whose errors differ: their mean probabilities are used.

    Safe to share between threads.

    Raises:
        ModelFilesUnusable: weights are missing or of another network.
    """

    def __init__(self, weights: Sequence[Path] = WEIGHTS) -> None:
        self._networks = [_load_network(path) for path in weights]

    def read(self, figures: Sequence[MarkedFigure], *, sees_rules: bool = True) -> list[Reading]:
        """The reading of each figure, in their order; with what the rules read in sight, or without."""
        readings: list[Reading] = []
        for start in range(0, len(figures), _FIGURES_AT_ONCE):
            some = figures[start : start + _FIGURES_AT_ONCE]
            readings += read_batch(self._networks, some, make_batch(some, with_rules=sees_rules))
        return share_statuses(readings)


def _load_network(weights: Path) -> ReaderNetwork:
    network = ReaderNetwork()
    try:
        halves = load_file(weights)
        network.load_state_dict({name: tensor.float() for name, tensor in halves.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelFilesUnusable(
            "Không nạp được bộ đọc số liệu đi kèm chương trình. Hãy cài lại chương trình.",
            f"cannot load the reader's weights {weights}: {error}",
        ) from error
    network.eval()
    return network


def read_batch(networks: Sequence[ReaderNetwork], figures: Sequence[MarkedFigure], batch: Batch) -> list[Reading]:
    """The readings of the figures that `batch` was made of, by the mean of the networks' probabilities."""
    with torch.no_grad():
        scores = [network(batch) for network in networks]
    found = {name: torch.stack([own[name].softmax(-1) for own in scores]).mean(0) for name in scores[0]}
    return [
        _reading(figure, {name: rows[index] for name, rows in found.items()}) for index, figure in enumerate(figures)
    ]


def _reading(marked: MarkedFigure, found: Mapping[str, torch.Tensor]) -> Reading:
    years: dict[Years | None, float] = defaultdict(float)
    spans: dict[Years | None, Span | None] = {None: None}
    best: dict[Years, float] = {}
    by_year = found["year"].tolist()
    for year, probability in zip(marked.context.years, by_year[:-1], strict=False):
        meant = (year.first, year.last)
        years[meant] += probability
        if probability >= best.get(meant, 0.0):
            best[meant], spans[meant] = probability, year.span
    years[None] += by_year[-1]
    parts: dict[str, float] = defaultdict(float)
    by_part = found["part"].tolist()
    for part, probability in zip(marked.context.parts, by_part[:-1], strict=False):
        parts[part.part] += probability
    parts[""] += by_part[-1]
    return Reading(
        marked=marked,
        is_fact=float(found["fact"][1]),
        status=dict(zip((*STATUSES, Status.UNKNOWN), found["status"].tolist(), strict=True)),
        kind=dict(zip(_KINDS, found["kind"].tolist(), strict=True)),
        years=years,
        year_spans=spans,
        parts=parts,
        indicator=_point(marked, found, "name"),
        part=_point(marked, found, "of"),
        place=_point(marked, found, "place"),
        rules_right={slot: float(found[name][1]) for slot, name in TRUST.items()},
    )


def _point(marked: MarkedFigure, found: Mapping[str, torch.Tensor], name: str) -> PointedSpan:
    """The likeliest span within one section and over no other figure; the first token alone stands for none."""
    size = len(marked.near)
    both = found[f"{name}_start"][:size, None] * found[f"{name}_end"][None, :size]
    both = torch.where(_allowed(marked, _LONGEST_TOKENS[name]), both, torch.zeros(()))
    both = both / both.sum().clamp(min=1e-9)
    start, last = divmod(int(both.argmax()), size)
    if start == 0:
        return PointedSpan("", None, float(both[0, 0]))
    starts, ends = torch.arange(size)[:, None], torch.arange(size)[None, :]
    shared = (torch.minimum(ends, torch.tensor(last)) - torch.maximum(starts, torch.tensor(start)) + 1).clamp(min=0)
    together = torch.maximum(ends, torch.tensor(last)) - torch.minimum(starts, torch.tensor(start)) + 1
    span = marked.wide((start, last + 1))
    return PointedSpan(_words(marked, span), span, float(both[shared >= _ALIKE * together].sum()))


def _allowed(marked: MarkedFigure, longest: int) -> torch.Tensor:
    """Which first and last tokens make a span: within one section, in order, without a token between them that is out
    of sight, not too long, neither of them a number and no number of another figure between them."""
    context, size = marked.context, len(marked.near)
    section = torch.tensor(context.section[list(marked.near)])
    section[0] = -1
    unseen = torch.tensor([token - place for place, token in enumerate(marked.near)])
    in_order = torch.triu(torch.ones(size, size, dtype=torch.bool)) & (unseen[:, None] == unseen[None, :])
    is_number = torch.tensor([_is_number(context, token) for token in marked.near])
    is_own = torch.tensor([marked.item.span[0] <= token < marked.item.span[1] for token in marked.near])
    others = (is_number & ~is_own).cumsum(0)
    return (
        in_order
        & ~torch.triu(torch.ones(size, size, dtype=torch.bool), longest)
        & (section[:, None] == section[None, :])
        & (others[None, :] == others[:, None])
        & ~is_number[:, None]
        & ~is_number[None, :]
    )


def _is_number(context: Context, token: int) -> bool:
    """Whether a token is of a figure's number, not of what it counts."""
    return bool(context.token_kind[token] == FIGURE) and any(map(str.isdigit, context.words((token, token + 1))))


def _words(marked: MarkedFigure, span: Span) -> str:
    """The words of a span without the figure in their midst, of which only a counted noun is part of a name: of `có 3
    sản phẩm OCOP` the number is left out, of `thu 245 tấn lúa` the unit, too."""
    own, context = marked.item, marked.context
    if not span[0] < own.span[0] < span[1]:
        return context.words(span)
    number = own.figure.text
    if own.figure.figure.unit not in _MEASURED:
        number = number[: max(number.lower().find(own.figure.figure.unit), 0)] or number
    return " ".join(context.words(span).replace(number, " ", 1).split())
