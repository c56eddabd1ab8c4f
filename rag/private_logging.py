"""Log lines without personal data: numbers of identity cards and telephones, and e-mail addresses, whoever logs."""

import copy
import json
import logging
import re
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO, TypeAlias

_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Nine digits and more: no figure in a log is worth the risk that it is somebody's. Up to three signs may part them, as
# in `0912 345 678`, `(+84) 912-345-678` and `031 095 . 001 234`.
_NUMBER = re.compile(r"(?<![\w])[+(]?\d(?:[\s.()\-_/\u00ad\u200b-\u200f]{0,3}\d){8,}(?!\w)")
_ADDRESS = re.compile(r"[^\s@<>\"'()\[\],;:]{1,64}@[^\s@<>\"'()\[\],;:]{1,255}")
_NUMBER_LEFT_OUT, _ADDRESS_LEFT_OUT = "[số]", "[e-mail]"


_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class PrivateFormatter(logging.Formatter):
    """Leaves personal data out of a line's message, and of the errors told with it."""

    def __init__(self, line: str = _LINE) -> None:
        super().__init__(line)

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


class PrivateStream:
    """A stream, stderr, without personal data in what is written to it: libraries print errors past any log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As the stream's own; the length of what was given."""
        self._stream.write(without_personal_data(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """All else is the stream's."""
        return getattr(self._stream, name)


class PrivateJsonFormatter(PrivateFormatter):
    """A line as an object in JSON, for programs that gather logs; `error` holds what an error's traceback says."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, without personal data."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def log_as(form: Literal["text", "json"]) -> None:
    """Gives the lines of this process's log another form."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, PrivateFormatter):
            handler.setFormatter(PrivateJsonFormatter() if form == "json" else PrivateFormatter())


def without_personal_data(text: str) -> str:
    """The text with a mark in the place of each number or address that may be a person's."""
    return _NUMBER.sub(_NUMBER_LEFT_OUT, _ADDRESS.sub(_ADDRESS_LEFT_OUT, text))
