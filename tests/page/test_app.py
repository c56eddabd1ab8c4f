import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from app import Changers
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
    ("said", "password", "host", "flag", "changers"),
    [
        ("auto", "", "127.0.0.1", False, Changers.NOBODY),
        ("auto", "", "127.0.0.1", True, Changers.EVERYBODY),
        ("auto", "", "localhost", True, Changers.EVERYBODY),
        ("auto", "", "0.0.0.0", True, Changers.NOBODY),
        ("auto", "", "192.0.2.1", True, Changers.NOBODY),
        ("auto", "bí mật", "127.0.0.1", True, Changers.SIGNED_IN),
        ("auto", "bí mật", "0.0.0.0", False, Changers.SIGNED_IN),
        (True, "", "0.0.0.0", False, Changers.EVERYBODY),
        (True, "bí mật", "0.0.0.0", False, Changers.SIGNED_IN),
        (False, "bí mật", "127.0.0.1", True, Changers.NOBODY),
    ],
)
def test_without_a_password_nobody_changes_documents_unless_it_was_asked_for(
    said: object, password: str, host: str, flag: bool, changers: Changers
) -> None:
    settings = Settings.model_validate({"page_adds_files": said, "page_password": password})
    assert app.who_changes(settings, host, adds_files=flag) is changers


def test_a_page_for_other_computers_is_warned_of_and_one_for_this_alone_is_not() -> None:
    for changers in Changers:
        assert app.warnings_of(changers, "127.0.0.1") == []
        assert "TLS" in app.warnings_of(changers, "0.0.0.0")[0]
    assert any("RAG_PAGE_PASSWORD" in warning for warning in app.warnings_of(Changers.EVERYBODY, "0.0.0.0"))


def test_no_print_of_the_settings_shows_the_password() -> None:
    settings = Settings.model_validate({"page_password": "bí mật"})
    assert "bí mật" not in f"{settings!r} {settings} {settings.model_dump()}"
