"""Labelled figures → the weights of one of the learned reader's networks.

Everything is drawn from one seed, by which the networks differ. One item in ten is held out of the training: on these
the odds are fitted, and the scores printed are theirs.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

from eval.reading.examples import Example
from eval.reading.targets import Target, make_target
from rag.reading.batches import MarkedFigure, make_batch
from rag.reading.network import TRUST, ReaderNetwork

SEEDS = (20261130, 20261201)
"""Of each network."""
_HELD_OUT = 10
_FIGURES_A_STEP = 40
_LEARNING_RATE = 1e-3
_WEIGHT_DECAY = 0.02
_WITHOUT_RULES = 0.35
"""How often the network does not see what the rules read, so that it learns to read by itself."""
_HIDDEN_TOKENS = 0.15
"""Share of the tokens whose states it does not see: on real texts that it had not learned from, a network fitted so on
a third of the figures lost less (4.55 instead of 4.93, 5.29 instead of 5.45)."""
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


def is_held_out(number: int) -> bool:
    """Whether an item, by its place among all, is kept for fitting the odds."""
    return number % _HELD_OUT == _HELD_OUT - 1


def train(
    examples: Sequence[Example], epochs: int, seed: int, report_progress: Callable[[str], None]
) -> tuple[ReaderNetwork, list[float]]:
    """The network fitted to the examples, and the mean loss of each epoch."""
    torch.set_num_threads(1)  # the networks are trained beside each other, each on a core
    torch.manual_seed(seed)
    dice = random.Random(seed)
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
            batch.states = batch.states * (torch.rand(*batch.states.shape[:2], 1) >= _HIDDEN_TOKENS)
            loss = loss_of(network(batch), some, [targets[number] for number in numbers], sees_rules)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        losses.append(total / max(1, count))
        report_progress(f"epoch {epoch + 1}/{epochs}: loss {losses[-1]:.3f}, {time.monotonic() - started:.0f} s")
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
