"""The learned reader's network: frozen token states in, places in the text out. It points; it never writes a word.

One layer sees a passage whole, two more see it once for each figure, with that figure marked and every other token
knowing how many figures, clauses and sentences lie between.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import torch
from torch import Tensor, nn

STATE_SIZE = 768
_SHARED, _MARKED, _HEADS = 256, 224, 4
_SENSES = 13
"""Of the words that tell a status."""
_DROPPED = 0.1
_FAR = {"tokens": 24, "figures": 4, "clauses": 6, "sentences": 4}
DISTANCES = tuple(_FAR)
"""What is counted between a figure and another token."""
POINTERS = ("year", "part", "name_start", "name_end", "of_start", "of_end", "place_start", "place_end")
TRUST = {slot: f"rules_{slot}" for slot in ("indicator", "period", "status")}
"""For each slot, the name of the class that tells whether the rules have it right."""
CLASSES = {"status": 4, "kind": 5, "fact": 2, **dict.fromkeys(TRUST.values(), 2)}
_RULE_STATUSES = 4
"""The statuses, and 0 where the rules read none."""
_RULE_PERIODS = 3
"""Of the rules: none, years, or a part of a year."""
_YEAR_RELATIONS = 10
"""Five ways to follow from a year that the text names, and from that of the document's date."""


class RuleWords(IntEnum):
    """What a token is for the rules."""

    NOTHING = 0
    NAME = 1
    YEARS = 2
    PART_OF_YEAR = 3


@dataclass(slots=True)
class Batch:
    """Passages with their figures, padded. P passages of at most T tokens, F figures that see at most S of them.

    `near[f]` are the tokens of its passage that figure f sees, `rule_*` what the rules read of it (0: nothing), and
    `candidates` spans among `near`, given as weights over the S tokens.
    """

    states: Tensor  # P T STATE_SIZE
    section: Tensor  # P T
    token_kind: Tensor  # P T
    sense: Tensor  # P T
    passage_padding: Tensor  # P T
    passage: Tensor  # F
    near: Tensor  # F S
    padding: Tensor  # F S
    mark: Tensor  # F S
    far: dict[str, Tensor]  # F S each, shifted to be at least 0
    rule_status: Tensor  # F
    rule_period: Tensor  # F
    rule_words: Tensor  # F S
    years: Tensor  # F Y S weights
    year_relation: Tensor  # F Y
    year_of_rules: Tensor  # F Y
    year_padding: Tensor  # F Y
    parts: Tensor  # F Q S
    part_reaches_back: Tensor  # F Q
    part_of_rules: Tensor  # F Q
    part_padding: Tensor  # F Q


class ReaderNetwork(nn.Module):
    """Scores for every slot of every figure of a batch."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Linear(STATE_SIZE, _SHARED)
        self.section = nn.Embedding(3, _SHARED)
        self.token_kind = nn.Embedding(4, _SHARED)
        self.sense = nn.Embedding(_SENSES + 1, _SHARED)
        self.shared = _Layer(_SHARED, 512)
        self.narrow = nn.Linear(_SHARED, _MARKED)
        self.mark = nn.Embedding(2, _MARKED)
        self.far = nn.ModuleDict({name: nn.Embedding(2 * most + 1, _MARKED) for name, most in _FAR.items()})
        self.rule_status = nn.Embedding(_RULE_STATUSES, _MARKED)
        self.rule_period = nn.Embedding(_RULE_PERIODS, _MARKED)
        self.rule_words = nn.Embedding(len(RuleWords), _MARKED)
        self.marked = nn.ModuleList([_Layer(_MARKED, 512), _Layer(_MARKED, 512)])
        self.classes = nn.ModuleDict({name: _head(2 * _MARKED, size) for name, size in CLASSES.items()})
        self.query = nn.ModuleDict({name: nn.Linear(2 * _MARKED, _MARKED) for name in POINTERS})
        self.key = nn.ModuleDict({name: nn.Linear(_MARKED, _MARKED) for name in POINTERS})
        self.year_relation = nn.Embedding(_YEAR_RELATIONS, _MARKED)
        self.reaches_back = nn.Embedding(2, _MARKED)
        self.rule_bonus = nn.ParameterDict({name: nn.Parameter(torch.zeros(1)) for name in ("year", "part")})
        self.none = nn.ParameterDict({name: nn.Parameter(torch.randn(_MARKED) * 0.02) for name in ("year", "part")})
        of_rules = (self.rule_status, self.rule_period, self.rule_words)
        for embedding in (*self.far.values(), *of_rules, self.year_relation, self.reaches_back):
            for weight in embedding.parameters():
                nn.init.normal_(weight, std=0.02)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Logits by name: classes (F, size); `year` and `part` (F, candidates + 1), the last for none of them; spans'
        starts and ends (F, S), where the first token stands for no span."""
        passage = self.mix(batch.states) + self.section(batch.section) + self.token_kind(batch.token_kind)
        passage = passage + self.sense(batch.sense)
        passage = self.narrow(self.shared(passage, batch.passage_padding))
        seen = passage[batch.passage[:, None], batch.near]
        seen = seen + self.mark(batch.mark) + self.rule_words(batch.rule_words)
        for name, far in batch.far.items():
            seen = seen + self.far[name](far)
        of_rules = self.rule_status(batch.rule_status) + self.rule_period(batch.rule_period)
        seen = seen + of_rules[:, None] * batch.mark[..., None]
        for layer in self.marked:
            seen = layer(seen, batch.padding)
        weight = batch.mark / batch.mark.sum(1, keepdim=True).clamp(min=1)
        figure = torch.cat([(weight[..., None] * seen).sum(1), seen[:, 0]], -1)
        scores = {name: head(figure) for name, head in self.classes.items()}
        scale = math.sqrt(_MARKED)
        for name in POINTERS[2:]:
            found = torch.einsum("fsh,fh->fs", self.key[name](seen), self.query[name](figure)) / scale
            scores[name] = found.masked_fill(batch.padding, -1e4)
        year = torch.bmm(batch.years, seen) + self.year_relation(batch.year_relation)
        scores["year"] = self._point("year", year, figure, batch.year_of_rules, batch.year_padding)
        part = torch.bmm(batch.parts, seen) + self.reaches_back(batch.part_reaches_back)
        scores["part"] = self._point("part", part, figure, batch.part_of_rules, batch.part_padding)
        return scores

    def _point(self, name: str, candidates: Tensor, figure: Tensor, of_rules: Tensor, padding: Tensor) -> Tensor:
        query = self.query[name](figure) / math.sqrt(_MARKED)
        found = torch.einsum("fch,fh->fc", self.key[name](candidates), query) + self.rule_bonus[name] * of_rules
        found = found.masked_fill(padding, -1e4)
        return torch.cat([found, (query @ self.none[name])[:, None]], 1)


def far(name: str, differences: Sequence[int] | Tensor) -> Tensor:
    """Differences between a token and the figure, as rows of the embedding of that distance."""
    found = torch.as_tensor(differences, dtype=torch.float32)
    if name == "tokens":
        found = (found.sign() * (found.abs() + 1).log2() * 3).round()
    return found.clamp(-_FAR[name], _FAR[name]).long() + _FAR[name]


class _Layer(nn.Module):
    """A pre-norm transformer layer without dropout in its attention, for which torch has no fast kernel on a CPU."""

    def __init__(self, size: int, inner: int) -> None:
        super().__init__()
        self.attention_norm, self.inner_norm = nn.LayerNorm(size), nn.LayerNorm(size)
        self.attention_in, self.attention_out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.inner = nn.Sequential(nn.Linear(size, inner), nn.GELU(), nn.Linear(inner, size))

    def forward(self, tokens: Tensor, padding: Tensor) -> Tensor:
        """`tokens` (N, T, size) with each seeing all that are not `padding` (N, T)."""
        count, length, size = tokens.shape
        parts = self.attention_in(self.attention_norm(tokens)).view(count, length, 3, _HEADS, size // _HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        hidden = torch.zeros(count, 1, 1, length, dtype=query.dtype).masked_fill(padding[:, None, None], float("-inf"))
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden)
        tokens = tokens + self._drop(self.attention_out(seen.transpose(1, 2).reshape(count, length, size)))
        return tokens + self._drop(self.inner(self.inner_norm(tokens)))

    def _drop(self, tokens: Tensor) -> Tensor:
        """Dropout of the same features for all tokens of a sequence: a mask for each token costs more than a layer."""
        if not self.training:
            return tokens
        kept = torch.full((tokens.shape[0], 1, tokens.shape[2]), 1 - _DROPPED, dtype=tokens.dtype)
        return tokens * torch.bernoulli(kept) / (1 - _DROPPED)


def _head(size: int, classes: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(size, _MARKED), nn.GELU(), nn.Linear(_MARKED, classes))
