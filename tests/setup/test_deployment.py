"""Container, compose and lock files, held against what they promise where they cannot be built."""

import re
import tomllib
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]
from packaging.requirements import Requirement
from packaging.version import Version

from page.door import SIGN_IN
from page.readiness import READY
from rag.settings import Settings
from tests.system_programs import ROOT

LINES = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?: ; [^\\]+)? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}.*\n?)+)",
    re.M,
)
UNLOCKED = {"torch"}
"""Whose CPU build PyPI does not have."""


def _instructions(name: str) -> list[str]:
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def _locked(name: str) -> dict[str, list[Version]]:
    locked: dict[str, list[Version]] = {}
    for found in _LOCKED.finditer((ROOT / name).read_text("utf-8")):
        locked.setdefault(found["name"].lower(), []).append(Version(found["version"]))
    return locked


class TestContainer:
    def test_it_runs_as_nobody_in_particular_and_asks_itself_for_its_health(self) -> None:
        assert _instructions("USER") == ["10001:10001"]
        last_run = max(at for at, line in enumerate(LINES) if line.startswith("RUN "))
        assert last_run < LINES.index("USER 10001:10001")
        health = next(line for line in LINES if line.lstrip().startswith("HEALTHCHECK"))
        assert f"127.0.0.1:7860{READY}" in health

    def test_it_is_of_a_fixed_version_and_fetches_nothing_that_has_no_version(self) -> None:
        (base,) = _instructions("FROM")
        assert re.fullmatch(r"python:3\.\d+-slim-\w+", base)
        assert not _instructions("ADD")
        assert not any("curl" in line or "wget" in line for line in LINES)
        assert any("LOCKED=1" in line for line in _instructions("RUN"))

    def test_what_is_private_or_made_here_does_not_come_in(self) -> None:
        ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
        assert {".git", ".venv", "data", ".env"} <= set(ignored)

    def test_the_settings_that_it_names_exist(self) -> None:
        named = {word for line in LINES for word in re.findall(r"RAG_[A-Z_]+", line)}
        named |= set(COMPOSE["services"]["page"]["environment"])
        assert named - {"OLLAMA_HOST"} <= {f"RAG_{name.upper()}" for name in Settings.model_fields}

    def test_the_page_writes_to_its_volume_alone_and_only_this_computer_reaches_it(self) -> None:
        page = COMPOSE["services"]["page"]
        assert page["read_only"] is True
        assert page["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in page["security_opt"]
        assert all(port.startswith("127.0.0.1:") for port in page["ports"])
        assert [volume for volume in page["volumes"] if not volume.endswith(":ro")] == ["data:/data"]
        assert "ports" not in COMPOSE["services"]["ollama"]
        assert COMPOSE["networks"]["models"]["internal"] is True
        assert re.fullmatch(r"ollama/ollama:\d+\.\d+\.\d+", COMPOSE["services"]["ollama"]["image"])

    def test_no_password_stands_in_a_file(self) -> None:
        assert COMPOSE["services"]["page"]["environment"]["RAG_PAGE_PASSWORD"] == "${RAG_PAGE_PASSWORD:-}"
        assert not any("PASSWORD" in line for line in LINES)
        assert SIGN_IN != READY


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
class TestLocks:
    def test_every_file_has_a_hash(self, name: str) -> None:
        pinned = re.findall(r"^[\w.-]+==", (ROOT / name).read_text("utf-8"), re.M)
        assert len(pinned) == sum(map(len, _locked(name).values())) > 100

    def test_all_that_is_needed_is_in_it_in_a_version_that_is_allowed(self, name: str) -> None:
        optional = PROJECT["optional-dependencies"]["dev"] if "dev" in name else []
        locked = _locked(name)
        wanted = [Requirement(line) for line in (*PROJECT["dependencies"], *optional)]
        missing = [item.name for item in wanted if item.name.lower() not in locked]
        assert set(missing) == UNLOCKED
        for item in wanted:
            assert all(version in item.specifier for version in locked.get(item.name.lower(), ()))
