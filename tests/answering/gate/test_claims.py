"""What reading a draft's claims costs: each character is looked at a bounded number of times."""

from typing import Any

import pytest

from rag.answering.gate import claims
from rag.figures.parsing import parse_mentions

CLAUSE = "Năm 2031, sản lượng muối của huyện Tân Sa đạt 790 tấn, tăng 4% so với năm 2030; "


@pytest.mark.parametrize("name", ["parse_periods", "find_parts", "places_in", "_places", "_before"])
def test_reading_twice_as_many_claims_costs_twice_as_much(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = getattr(claims, name)
    seen = 0

    def counting(text: str, *rest: Any) -> Any:
        nonlocal seen
        result = read(text, *rest)
        seen += len(result) if name == "_before" else len(text)
        return result

    def characters(times: int) -> int:
        nonlocal seen
        seen = 0
        text = CLAUSE * times
        claims.read_claims(text, parse_mentions(text))
        return seen

    monkeypatch.setattr(claims, name, counting)
    assert characters(40) <= 2.2 * characters(20)


def test_what_a_claim_carries_is_bounded() -> None:
    text = CLAUSE * 40
    carried = [len(claim.carried) for claim in claims.read_claims(text, parse_mentions(text))]
    assert max(carried) <= 2 * carried[8]
