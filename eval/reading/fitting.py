"""Labelled figures → the weights of the learned reader and the odds by which its readings and the rules' are weighed.

Everything is drawn from one seed. One item in ten is held out of the training: on these the odds are fitted, and the
scores printed are theirs.
"""

import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from eval.reading.examples import Example
from eval.reading.items import LabelledFigure
from eval.reading.judging import Verdict, judge_fact
from eval.reading.targets import Target, make_target
from rag.datatypes import Fact
from rag.reading.batches import MarkedFigure, make_batch
from rag.reading.deciding import SLOTS, Calibration, Odds, ReaderView, view
from rag.reading.network import ReaderNetwork
from rag.reading.reader import Reading, read_batch

_SEED = 20261130
_HELD_OUT = 10
_FIGURES_A_STEP = 40
_LEARNING_RATE = 1e-3
_WEIGHT_DECAY = 0.02
_WITHOUT_RULES = 0.35
"""How often the network does not see what the rules read, so that it learns to read by itself."""
_LOSS_WEIGHTS = {
    "fact": 0.5,
    "status": 1.0,
    "kind": 0.3,
    "years": 1.0,
    "parts": 1.0,
    "name": 0.5,
    "of": 0.4,
    "place": 0.4,
}
_WORST = {"years": -12.0, "parts": -12.0, "name": -16.0, "of": -16.0, "place": -16.0}
"""A label that the reader finds less likely than this (log-probability) is taken for a slip: it pulls no further."""
_SURE = 0.98
_FACT = 0.5
"""From which odds on a number is taken to state something."""
_LIKELY = 0.6
"""From which odds on a slot that only the reader fills is filled."""


def is_held_out(number: int) -> bool:
    """Whether an item, by its place among all, is kept for fitting the odds."""
    return number % _HELD_OUT == _HELD_OUT - 1


def train(
    examples: Sequence[Example], epochs: int, tell: Callable[[str], None], start: ReaderNetwork | None = None
) -> tuple[ReaderNetwork, list[float]]:
    """The network fitted to the examples, and the mean loss of each epoch; `start` goes on learning, half as fast."""
    torch.manual_seed(_SEED)
    dice = random.Random(_SEED)
    figures = [example.figure.marked for example in examples]
    targets = [make_target(marked, example.label) for marked, example in zip(figures, examples, strict=True)]
    network = start or ReaderNetwork()
    rate = _LEARNING_RATE if start is None else _LEARNING_RATE / 2
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=_WEIGHT_DECAY)
    steps = epochs * (sum(1 for _ in _steps(figures, dice)) + 8)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    losses = []
    for epoch in range(epochs):
        started, total, count = time.monotonic(), 0.0, 0
        network.train()
        for numbers in _steps(figures, dice):
            some = [figures[number] for number in numbers]
            batch = make_batch(some, with_rules=[dice.random() > _WITHOUT_RULES for _ in some])
            with torch.autocast("cpu", torch.bfloat16):
                scores = network(batch)
            loss = loss_of(scores, some, [targets[number] for number in numbers])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        losses.append(total / max(1, count))
        tell(f"epoch {epoch + 1}/{epochs}: loss {losses[-1]:.3f}, {time.monotonic() - started:.0f} s")
    network.eval()
    return network, losses


def _steps(figures: Sequence[MarkedFigure], dice: random.Random) -> Iterator[list[int]]:
    """The numbers of the figures of each step: those of one passage together, passages of like length together."""
    passages: dict[int, list[int]] = {}
    for number, marked in enumerate(figures):
        passages.setdefault(id(marked.context), []).append(number)
    groups = list(passages.values())
    dice.shuffle(groups)
    steps: list[list[int]] = []
    for start in range(0, len(groups), 200):
        current: list[int] = []
        for group in sorted(groups[start : start + 200], key=lambda own: len(figures[own[0]].context.origin)):
            current += group
            if len(current) >= _FIGURES_A_STEP:
                steps.append(current)
                current = []
        if current:
            steps.append(current)
    dice.shuffle(steps)
    yield from steps


def loss_of(scores: dict[str, Tensor], figures: Sequence[MarkedFigure], targets: Sequence[Target]) -> Tensor:
    """The mean over the figures of what their slots cost; a slot without a target costs nothing."""
    logs = {name: torch.log_softmax(logits.float(), -1) for name, logits in scores.items()}
    total = torch.zeros(())
    for row, (marked, target) in enumerate(zip(figures, targets, strict=True)):
        total = total - _LOSS_WEIGHTS["fact"] * logs["fact"][row, int(target.is_fact)]
        if not target.is_fact:
            continue
        total = total - _LOSS_WEIGHTS["status"] * logs["status"][row, target.status]
        if target.kind is not None:
            total = total - _LOSS_WEIGHTS["kind"] * logs["kind"][row, target.kind]
        candidates = {"years": ("year", len(marked.context.years)), "parts": ("part", len(marked.context.parts))}
        for slot, (name, count) in candidates.items():
            if numbers := getattr(target, slot):
                row_logs = logs[name][row]
                # The network's last candidate is "none of them", whatever the padding of its batch.
                places = [number if number < count else row_logs.shape[0] - 1 for number in numbers]
                total = total - _LOSS_WEIGHTS[slot] * row_logs[places].logsumexp(0).clamp(min=_WORST[slot])
        for slot in ("name", "of", "place"):
            if spans := getattr(target, slot):
                starts = logs[f"{slot}_start"][row, [start for start, _ in spans]]
                ends = logs[f"{slot}_end"][row, [end - 1 for _, end in spans]]
                total = total - _LOSS_WEIGHTS[slot] * (starts + ends).logsumexp(0).clamp(min=_WORST[slot])
    return total / max(1, len(figures))


def read_examples(network: ReaderNetwork, examples: Sequence[Example], *, with_rules: bool = True) -> list[Reading]:
    """The network's readings of the examples, in order."""
    readings: list[Reading] = []
    for start in range(0, len(examples), 64):
        some = [example.figure.marked for example in examples[start : start + 64]]
        readings += read_batch(network, some, make_batch(some, with_rules=with_rules))
    return readings


@dataclass(frozen=True, slots=True)
class _Held:
    """A held-out figure: what the reader makes of it, and whether each slot is right as it will be taken: as the rules
    tell it, else as the reader does."""

    seen: ReaderView
    is_right: dict[str, bool]


def calibrate(network: ReaderNetwork, examples: Sequence[Example]) -> Calibration:
    """The odds of each slot and the limits, fitted on figures that the network has not learned from."""
    held: list[_Held] = []
    facts: list[tuple[float, bool | None, bool]] = []
    for example, reading in zip(examples, read_examples(network, examples), strict=True):
        rules = example.figure.rules
        facts.append((reading.is_fact, rules.is_sure or None, example.label is not None))
        if example.label is None:
            continue
        seen = view(example.read.document, reading, rules.fact, rules.is_sure)
        of_reader, of_rules = _right(example.label, seen.fact), _right(example.label, rules.fact)
        taken = {slot: (of_rules if seen.agrees[slot] is False else of_reader)[slot] for slot in SLOTS}
        held.append(_Held(seen, taken))
    odds = {"fact": fit_odds(facts)}
    for slot in SLOTS:
        told = [(item.seen.probabilities[slot], item.seen.agrees[slot], item.is_right[slot]) for item in held]
        odds[slot] = fit_odds(told)
    agreed = [item for item in held if not any(agrees is False for agrees in item.seen.agrees.values())]
    together = sorted((_together(item, odds) for item in agreed), reverse=True)
    return Calibration(odds, _FACT, _LIKELY, _sure_from(together))


def _right(label: LabelledFigure, fact: Fact) -> dict[str, bool]:
    verdicts = judge_fact(label, fact, with_place=False).slots
    return {slot: verdict is Verdict.RIGHT for slot, verdict in verdicts.items()}


def _together(item: _Held, odds: Mapping[str, Odds]) -> tuple[float, bool]:
    """The odds of all slots of a held-out figure, and whether all are right."""
    seen = item.seen
    found = (odds[slot].probability(seen.probabilities[slot], seen.agrees[slot]) for slot in SLOTS)
    return math.prod(found), all(item.is_right.values())


def fit_odds(seen: Sequence[tuple[float, bool | None, bool]]) -> Odds:
    """Logistic regression of "right" on the reader's log-odds and what the rules say."""
    rows = [[_log_odds(probability), float(agrees is True), float(agrees is False)] for probability, agrees, _ in seen]
    right = [is_right for _, _, is_right in seen]
    if len(set(right)) < 2:
        return Odds(4.0 if right and right[0] else 0.0, 1.0, 0.0, 0.0)
    fitted = LogisticRegression(C=1.0).fit(rows, right)
    slope, agree, differ = fitted.coef_[0].tolist()
    return Odds(float(fitted.intercept_[0]), slope, agree, differ)


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))


def _sure_from(together: Sequence[tuple[float, bool]]) -> float:
    """The lowest odds at and above which `_SURE` of the readings are right."""
    limit, right = 1.0, 0
    for count, (odds, is_right) in enumerate(together, start=1):
        right += is_right
        if count >= 20 and right / count >= _SURE:
            limit = odds
    return limit
