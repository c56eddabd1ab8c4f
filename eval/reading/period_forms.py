"""Periods as labels and the product write them, in one form to be compared."""

import re

from rag.vietnamese import fold_accents

Years = tuple[int, int]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PART_FORMS = (
    ("quarter", re.compile(r"\b(?:quy|qui|q) ?(iv|iii|ii|i|[1-4])\b")),
    ("months", re.compile(r"\bden \d+ (\d+)\b|\bden (?:thang )?(\d+)\b")),
    ("last months", re.compile(r"(\d+) thang cuoi")),
    ("months", re.compile(r"(\d+) thang")),
    ("month", re.compile(r"thang (\d+)")),
    ("school", re.compile(r"\bnam hoc\b|\bnien vu\b|\bvu\b")),
)


def years_of(period: str) -> Years | None:
    """The first and last year that a label or the product writes; None where it writes none."""
    found = [int(year) for year in _YEAR.findall(period)]
    return (found[0], found[-1]) if found else None


def part_key(period: str) -> str | None:
    """A part of a year in one form, however it is written; empty for a whole year, None for what no form fits."""
    folded = " ".join(re.findall(r"\w+", fold_accents(_YEAR.sub("", period))))
    if folded.replace("giai doan", "").strip() in ("", "den", "nam", "den nam"):
        return ""
    for form, pattern in _PART_FORMS:
        if found := pattern.search(folded):
            number = next((group for group in found.groups() if group), "") if found.groups() else ""
            return f"{form} {_QUARTERS.get(number, number.lstrip('0'))}".strip()
    return None
