import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from rag.errors import EXIT_FAILURE, EXIT_USAGE


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
