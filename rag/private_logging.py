"""Log lines without personal data: numbers of identity cards and telephones, and e-mail addresses, whoever logs."""

import copy
import logging
import re
from types import TracebackType
from typing import TypeAlias

_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Nine digits and more: no figure in a log is worth the risk that it is somebody's. Up to three signs may part them, as
# in `0912 345 678`, `(+84) 912-345-678` and `031 095 . 001 234`.
_NUMBER = re.compile(r"(?<![\w])[+(]?\d(?:[\s.()\-_/\u00ad\u200b-\u200f]{0,3}\d){8,}(?!\w)")
_ADDRESS = re.compile(r"[^\s@<>\"'()\[\],;:]{1,64}@[^\s@<>\"'()\[\],;:]{1,255}")
_NUMBER_LEFT_OUT, _ADDRESS_LEFT_OUT = "[số]", "[e-mail]"


class PrivateFormatter(logging.Formatter):
    """Leaves personal data out of a line's message, and of the errors told with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; the record itself, which other handlers get, stays as it is."""
        private = copy.copy(record)
        private.msg, private.args = without_personal_data(record.getMessage()), None
        # Another handler's formatter may have left it.
        private.exc_text = None
        private.stack_info = record.stack_info and without_personal_data(record.stack_info)
        return super().format(private)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """As logging prints it, without personal data."""
        return without_personal_data(super().formatException(ei))


def without_personal_data(text: str) -> str:
    """The text with a mark in the place of each number or address that may be a person's."""
    return _NUMBER.sub(_NUMBER_LEFT_OUT, _ADDRESS.sub(_ADDRESS_LEFT_OUT, text))
