import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from rag.errors import EXIT_FAILURE, EXIT_USAGE
from rag.settings import Settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app.command, arguments)
    return result.exit_code, result.output


def test_help_works_without_an_index() -> None:
    code, output = run("--help")
    assert code == 0
    assert "--port" in output


def test_a_taken_port_is_said_in_vietnamese(taken_port: int) -> None:
    code, output = run("--host", "127.0.0.1", "--port", str(taken_port))
    assert code == EXIT_FAILURE
    assert f"Cổng {taken_port} đang có chương trình khác dùng" in output


def test_an_address_of_another_machine_is_refused() -> None:
    code, output = run("--host", "192.0.2.1")  # TEST-NET-1 of RFC 5737, nobody's address
    assert code == EXIT_USAGE
    assert "192.0.2.1" in output


def test_an_unknown_setting_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAG_PAGE_PROT", "8000")
    code, output = run()
    assert code == EXIT_USAGE
    assert "RAG_PAGE_PROT" in output


@pytest.mark.parametrize(
    ("said", "host", "allowed"),
    [
        ("auto", "127.0.0.1", True),
        ("auto", "localhost", True),
        ("auto", "0.0.0.0", False),
        ("auto", "192.0.2.1", False),
        (True, "0.0.0.0", True),
        (False, "127.0.0.1", False),
    ],
)
def test_by_default_only_who_sits_at_this_computer_adds_files(said: object, host: str, allowed: bool) -> None:
    settings = Settings.model_validate({"page_adds_files": said})
    assert app.may_add_files(settings, host) is allowed
