import io
import json
import logging
import sys
import traceback
from contextlib import redirect_stderr
from pathlib import Path
from typing import TextIO, cast

import pytest
import typer

import app
import ingest
from rag.errors import InvalidSettings
from rag.private_logging import (
    PrivateFormatter,
    PrivateJsonFormatter,
    PrivateStream,
    log_as,
    without_personal_data,
)

PERSONAL = (
    *(
        "031095001234",
        "031 095 001 234",
        "031.095.001.234",
        "０３１０９５００１２３４",
        "123456789",
        "031095\u200b001234",
    ),
    *("0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "(+84) 912-345-678", "0225 3.842 312"),
    *("nguyen.van-a@haiphong.gov.vn", "a+b@x.vn", "<le@x.vn>"),
)


def _logged(level: int, message: str, *arguments: object, error: BaseException | None = None) -> str:
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.Logger("thử", logging.DEBUG)
    logger.addHandler(handler)
    logger.log(level, message, *arguments, exc_info=error, stack_info=error is not None)
    return output.getvalue()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit() or character == "@")


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL])
def test_no_level_writes_a_persons_number_or_address(personal: str, level: int) -> None:
    error = ValueError(f"không đọc được “{personal}”")
    error.__cause__ = KeyError(personal)
    for line in (
        _logged(level, f"câu hỏi: {personal}, xin cảm ơn"),
        _logged(level, "question refused: %s and %r", personal, [personal]),
        _logged(level, "failed", error=error),
    ):
        assert personal not in line
        assert "[số]" in line or "[e-mail]" in line
        assert _digits(personal) not in _digits(line.partition(": ")[2])


@pytest.mark.parametrize(
    "message",
    [
        "Đọc tài liệu: 1200/3000 bao-cao-402-bc-ubnd.txt",
        "format version 3, expected 4",
        "thu ngân sách 41.250 tỷ đồng, tăng 12,5%, ngày 09/12/2030",
        "index-3f2a91c04d5e4f1b8c7a6d5e4f3a2b1c cannot be opened",
    ],
)
def test_what_helps_to_find_a_fault_stays(message: str) -> None:
    line = _logged(logging.INFO, message)
    assert message in line
    assert "INFO thử" in line


def test_a_long_line_of_digits_and_signs_costs_no_more_than_its_length() -> None:
    for hostile in ("1." * 200_000, "@" * 200_000, "a@" * 100_000, "1   " * 100_000 + "x"):
        without_personal_data(hostile)


def test_other_handlers_get_the_record_as_it_was() -> None:
    record = logging.LogRecord("thử", logging.INFO, "a.py", 1, "số %s", ("0912345678",), None)
    assert "0912345678" not in PrivateFormatter().format(record)
    assert record.getMessage() == "số 0912345678"


def test_the_commands_log_so_and_nothing_else_makes_a_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[logging.Handler] = []
    monkeypatch.setattr(logging, "basicConfig", lambda *, level, handlers: made.extend(handlers))  # noqa: ARG005
    ingest.log_to_stderr(logging.DEBUG)
    assert [type(handler.formatter) for handler in made] == [PrivateFormatter]
    root = Path(ingest.__file__).parent
    sources = [path for part in ("rag", "page") for path in (root / part).rglob("*.py")]
    making = [
        path.name for path in sources if "Handler(" in path.read_text("utf-8") and "logging" in path.read_text("utf-8")
    ]
    assert making == []


@pytest.mark.parametrize("personal", PERSONAL)
def test_a_line_in_json_is_one_line_without_personal_data(personal: str) -> None:
    record = logging.LogRecord("thử", logging.ERROR, "", 0, "hỏi %s\nlần hai", (personal,), None)
    try:
        int(f"{personal} không phải số")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = PrivateJsonFormatter().format(record)
    told = json.loads(line)
    assert "\n" not in line
    assert set(told) == {"time", "level", "logger", "message", "error"}
    assert personal not in line
    assert (told["level"], told["logger"]) == ("ERROR", "thử")


def test_only_our_own_handlers_get_another_form(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = logging.StreamHandler(), logging.StreamHandler()
    ours.setFormatter(PrivateFormatter())
    other.setFormatter(logging.Formatter("khác: %(message)s"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [ours, other])
    log_as("json")
    assert isinstance(ours.formatter, PrivateJsonFormatter)
    assert not isinstance(other.formatter, PrivateFormatter)
    log_as("text")
    assert not isinstance(ours.formatter, PrivateJsonFormatter)


@pytest.mark.parametrize("personal", PERSONAL)
def test_what_is_printed_past_the_log_is_without_personal_data(personal: str) -> None:
    printed = io.StringIO()
    stream = cast(TextIO, PrivateStream(printed))
    traceback.print_exception(ValueError(f"không dùng được {personal}"), file=stream)
    assert "ValueError: không dùng được" in printed.getvalue()
    assert personal not in printed.getvalue()
    assert stream.isatty() is False


def test_the_page_prints_so(monkeypatch: pytest.MonkeyPatch) -> None:
    streams: list[object] = []

    def note(*_arguments: object, **_options: object) -> None:
        streams.append(sys.stderr)
        raise InvalidSettings("Dừng.", "as the test wants it")

    monkeypatch.setattr(app, "_open_page", note)
    with redirect_stderr(io.StringIO()), pytest.raises(typer.Exit):
        app.main(adds_files=False, quiet=True, verbose=False)
    assert isinstance(streams[0], PrivateStream)
