"""JSON Lines files of the benchmark: every line read, the first bad one told with its place."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from rag.errors import InvalidInput

T = TypeVar("T")


def read_json_lines(path: Path, read: Callable[[str], T], what: str) -> tuple[T, ...]:
    """What `read` makes of each line that is not blank, in order; `what` names in Vietnamese what a line should be.

    Raises:
        InvalidInput: the file cannot be read, or `read` refuses a line; the message says which.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"Không đọc được {path}.", f"cannot read {path}: {error}") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(read(line))
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            place = f"{path.name}:{number}"
            raise InvalidInput(f"Dòng {place} không phải {what}.", f"{place}: {error!r}") from error
    return tuple(found)
