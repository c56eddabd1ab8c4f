"""Correcting facts of the register, and taking corrections back: open to whom adding documents is open."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr
from pydantic import TypeAdapter, ValidationError

from page.register_room import RegisterPipeline
from rag import (
    CorrectedSlots,
    InvalidInput,
    Period,
    RagError,
    Status,
    correct_fact,
    revoke_correction,
)

_NOT_SIGNED_IN = "Hãy đăng nhập (trong mục Tài liệu) trước khi đính chính."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskedCorrection:
    """What the form sends."""

    file: str
    start: int
    by: str
    indicator: str = ""
    part: str = ""
    first: str = ""
    last: str = ""
    period_part: str = ""
    status: Status = Status.UNKNOWN
    territory: str = ""
    no_fact: bool = False


_ASKED = TypeAdapter(AskedCorrection)


class Correcting:
    """The events of the form, over the folder of documents; `is_signed_in` as in `Changing`."""

    def __init__(
        self,
        pipeline: RegisterPipeline,
        corpus_dir: Path,
        is_signed_in: Callable[[Mapping[str, str]], bool] | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._corpus_dir = corpus_dir
        self._is_signed_in = is_signed_in

    def correct(self, event: gr.EventData, request: gr.Request | None = None) -> str:
        """What became of a correction."""
        if self._is_signed_in is not None and (request is None or not self._is_signed_in(dict(request.headers))):
            return _message(_NOT_SIGNED_IN, is_done=False)
        try:
            return self._correct(_form(event))
        except ValidationError as error:
            _log.info("no correction: %s", error)
            return _message("Đính chính chưa đủ hoặc không hợp lệ.", is_done=False)
        except RagError as error:
            _log.info("a correction was refused: %s", error)
            return _message(error.message, is_done=False)

    def _correct(self, form: dict[str, object]) -> str:
        if "revokes" in form:
            revoke_correction(self._corpus_dir, str(form["revokes"]), str(form.get("by", "")))
            return _message("Đã hủy đính chính; số liệu trở lại như máy đọc.", is_done=True)
        asked = _ASKED.validate_python(form)
        document = next((found for found in self._pipeline.documents if found.file == asked.file), None)
        fact = next((one for one in self._pipeline.facts if (one.file, one.start) == (asked.file, asked.start)), None)
        if document is None or fact is None:
            raise InvalidInput("Số liệu này không còn trong sổ.", f"no fact at {asked.file}:{asked.start}")
        slots = CorrectedSlots(
            asked.indicator.strip(), asked.part.strip(), _period(asked), asked.status, asked.territory.strip()
        )
        correct_fact(self._corpus_dir, fact, document, None if asked.no_fact else slots, asked.by)
        return _message("Đã lưu đính chính. Câu trả lời dùng số liệu đã đính chính từ bây giờ.", is_done=True)


def _form(event: gr.EventData) -> dict[str, object]:
    form = getattr(event, "said", None)
    return dict(form) if isinstance(form, Mapping) else {}


def _period(asked: AskedCorrection) -> Period | None:
    """None where no year is given.

    Raises:
        InvalidInput: a year is no number.
    """
    first, last = asked.first.strip(), asked.last.strip() or asked.first.strip()
    if not first:
        return None
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last) == 4):
        raise InvalidInput("Năm phải là bốn chữ số.", f"no years: {first!r}, {last!r}")
    return Period(int(first), int(last), " ".join(asked.period_part.split()))


def _message(text: str, *, is_done: bool) -> str:
    # Told twice alike it is to be told twice, and Gradio redraws only what differs.
    return f'<p data-done="{"true" if is_done else "false"}" data-of="{time.monotonic_ns()}">{escape(text)}</p>'
