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
from rag.reading.deciding import (
    AGREED,
    ALONE,
    OF_READER,
    OF_RULES,
    SLOTS,
    Calibration,
    Odds,
    ReaderView,
    choose,
    log_odds,
    view,
)
from rag.reading.network import TRUST, ReaderNetwork
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
    "rules": 0.2,
}
_WORST = {"years": -12.0, "parts": -12.0, "name": -16.0, "of": -16.0, "place": -16.0}
"""A label that the reader finds less likely than this (log-probability) is taken for a slip: it pulls no further."""
_SURE = 0.98
_FACT = 0.5
"""From which odds on a number is taken to state something."""
_LIKELY = 0.6
"""From which odds on a slot that only the reader fills is filled."""


_OVERRULES = {"indicator": 0.4, "period": 0.4, "status": 0.8}
"""How much likelier the reader's value must be than the rules' to stand against it. The held-out labels are of texts
that are hard on purpose, where rules fail more often than in documents: these are about the least with which the gold
registers (`python -m eval register`) lose nothing; with none of them precision falls from .98 to .90."""


def is_held_out(number: int) -> bool:
    """Whether an item, by its place among all, is kept for fitting the odds."""
    return number % _HELD_OUT == _HELD_OUT - 1


def train(examples: Sequence[Example], epochs: int, tell: Callable[[str], None]) -> tuple[ReaderNetwork, list[float]]:
    """The network fitted to the examples, and the mean loss of each epoch."""
    torch.manual_seed(_SEED)
    dice = random.Random(_SEED)
    figures = [example.figure.marked for example in examples]
    targets = [make_target(marked, example.label) for marked, example in zip(figures, examples, strict=True)]
    network = ReaderNetwork()
    optimizer = torch.optim.AdamW(network.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    steps = epochs * (sum(1 for _ in _steps(figures, dice)) + 8)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=steps, pct_start=0.1)
    losses = []
    for epoch in range(epochs):
        started, total, count = time.monotonic(), 0.0, 0
        network.train()
        for numbers in _steps(figures, dice):
            some = [figures[number] for number in numbers]
            sees_rules = [dice.random() > _WITHOUT_RULES for _ in some]
            batch = make_batch(some, with_rules=sees_rules)
            loss = loss_of(network(batch), some, [targets[number] for number in numbers], sees_rules)
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


def loss_of(
    scores: dict[str, Tensor],
    figures: Sequence[MarkedFigure],
    targets: Sequence[Target],
    sees_rules: Sequence[bool],
) -> Tensor:
    """The mean over the figures of what their slots cost; a slot without a target costs nothing."""
    logs = {name: torch.log_softmax(logits.float(), -1) for name, logits in scores.items()}
    total = torch.zeros(())
    for row, (marked, target, sees) in enumerate(zip(figures, targets, sees_rules, strict=True)):
        total = total - _LOSS_WEIGHTS["fact"] * logs["fact"][row, int(target.is_fact)]
        if not target.is_fact:
            continue
        total = total - _LOSS_WEIGHTS["status"] * logs["status"][row, target.status]
        for slot, is_right in target.rules_right.items() if sees else ():
            total = total - _LOSS_WEIGHTS["rules"] * logs[TRUST[slot]][row, int(is_right)]
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


_Row = tuple[float, float, bool]
"""How probable the reader finds a value, how probable that the rules are right, and whether the value is right."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A held-out figure: what the reader makes of it, and in which slots the reader and the rules are right."""

    seen: ReaderView
    reader_right: dict[str, bool]
    rules_right: dict[str, bool]


def calibrate(network: ReaderNetwork, examples: Sequence[Example]) -> Calibration:
    """The odds of each slot and the limits, fitted on figures that the network has not learned from."""
    held: list[_Held] = []
    facts: dict[str, list[_Row]] = {AGREED: [], ALONE: []}
    for example, reading in zip(examples, read_examples(network, examples), strict=True):
        rules = example.figure.rules
        facts[AGREED if rules.is_sure else ALONE].append((reading.is_fact, 0.5, example.label is not None))
        if example.label is None:
            continue
        seen = view(example.read.document, reading, rules.fact, rules.is_sure)
        held.append(_Held(seen, _right(example.label, seen.fact), _right(example.label, rules.fact)))
    odds = {"fact": {whose: fit_odds(rows) for whose, rows in facts.items()}}
    for slot in SLOTS:
        odds[slot] = {whose: fit_odds(rows) for whose, rows in _rows_of(slot, held).items()}
    together = sorted((_together(item, odds) for item in held), reverse=True)
    return Calibration(odds, _OVERRULES, _FACT, _LIKELY, _sure_from(together))


def _right(label: LabelledFigure, fact: Fact) -> dict[str, bool]:
    verdicts = judge_fact(label, fact, with_place=False).slots
    return {slot: verdict is Verdict.RIGHT for slot, verdict in verdicts.items()}


def _rows_of(slot: str, held: Sequence[_Held]) -> dict[str, list[_Row]]:
    """By whose value a slot would take: the two probabilities and whether that value is right."""
    rows: dict[str, list[_Row]] = {whose: [] for whose in (AGREED, OF_RULES, OF_READER, ALONE)}
    for item in held:
        agrees, of_reader = item.seen.agrees[slot], item.seen.probabilities[slot]
        of_rules = 0.5 if agrees is None else item.seen.rules_right[slot]
        if agrees is False:
            rows[OF_RULES].append((of_reader, of_rules, item.rules_right[slot]))
        elif agrees:
            rows[AGREED].append((of_reader, of_rules, item.rules_right[slot]))
        if not agrees:
            rows[ALONE if agrees is None else OF_READER].append((of_reader, of_rules, item.reader_right[slot]))
    return rows


def _together(item: _Held, odds: Mapping[str, Mapping[str, Odds]]) -> tuple[float, bool]:
    """The odds of all slots of a held-out figure as they are chosen, and whether all are right."""
    choices = {slot: choose(slot, item.seen, odds[slot], _OVERRULES[slot]) for slot in SLOTS}
    right = (
        (item.rules_right if choice.whose in (OF_RULES, AGREED) else item.reader_right)[slot]
        for slot, choice in choices.items()
    )
    return math.prod(choice.odds for choice in choices.values()), all(right)


def fit_odds(rows: Sequence[_Row]) -> Odds:
    """Logistic regression of "right" on the log-odds of both probabilities."""
    right = [is_right for _, _, is_right in rows]
    if len(set(right)) < 2:
        return Odds(4.0 if right and right[0] else 0.0, 1.0, 0.0)
    fitted = LogisticRegression(C=1.0).fit([[log_odds(reader), log_odds(rules)] for reader, rules, _ in rows], right)
    of_reader, of_rules = fitted.coef_[0].tolist()
    return Odds(float(fitted.intercept_[0]), of_reader, of_rules)


def _sure_from(together: Sequence[tuple[float, bool]]) -> float:
    """The lowest odds at and above which `_SURE` of the readings are right."""
    limit, right = 1.0, 0
    for count, (odds, is_right) in enumerate(together, start=1):
        right += is_right
        if count >= 20 and right / count >= _SURE:
            limit = odds
    return limit
