"""Abbreviations of officials, explained to who touches, reaches or points at them."""

import re
import tomllib
from functools import lru_cache
from html import escape
from pathlib import Path

_FILE = Path(__file__).with_name("abbreviations.toml")


@lru_cache
def load_abbreviations() -> dict[str, str]:
    """What each stands for."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def explained(html: str) -> str:
    """Escaped text with the first of each abbreviation explained."""
    seen: set[str] = set()

    def explain(found: re.Match[str]) -> str:
        short = found[0]
        if short in seen:
            return short
        seen.add(short)
        meaning = escape(load_abbreviations()[short])
        # A title alone is shown to a mouse only; style.css shows the same where the focus is.
        return f'<abbr tabindex="0" title="{meaning}">{short}</abbr>'

    return _pattern().sub(explain, html)


@lru_cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(load_abbreviations(), key=len, reverse=True)
    return re.compile(rf"(?<![\w&-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w;-])")
