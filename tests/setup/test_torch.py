import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.setup.package_index import PackageIndex, serving, write_wheel
from tests.setup.scripts import path_with, run_script, write_program
from tests.system_programs import ROOT

CPU_BUILD = "2.13.9+cpu"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PackageIndex]:
    write_wheel(tmp_path / "index" / "torch", "torch", CPU_BUILD)
    with serving(tmp_path / "index") as index:
        yield index


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An empty one that shares the pip of the tests' own, for installing pip takes seconds."""
    folder = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    write_program(folder / "bin" / "pip", f'exec "{sys.executable}" -m pip --python "{folder}/bin/python" "$@"')
    return folder


def _installed(environment: Path) -> list[str]:
    found = environment.glob("lib/python*/site-packages/torch-*.dist-info")
    return [path.name.removeprefix("torch-").removesuffix(".dist-info") for path in found]


@pytest.mark.real
def test_without_a_card_the_cpu_build_is_taken_and_kept(environment: Path, index: PackageIndex) -> None:
    run_script("install-torch", environment, index.address, TORCH_BUILD="cpu")
    assert _installed(environment) == [CPU_BUILD]
    asked = list(index.requests)
    run_script("install-torch", environment, index.address, TORCH_BUILD="cpu")
    assert index.requests == asked != []


def test_beside_a_card_pip_chooses(environment: Path, index: PackageIndex, tmp_path: Path) -> None:
    write_program(tmp_path / "nvidia-smi", "exit 0")
    run_script("install-torch", environment, index.address, PATH=path_with(tmp_path))
    assert (_installed(environment), index.requests) == ([], [])


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "silent"])
def test_an_index_that_does_not_answer_costs_seconds(environment: Path, is_open: bool) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        if not is_open:
            server.close()
        started = time.monotonic()
        told = run_script("install-torch", environment, address, TORCH_BUILD="cpu")
        # Five for the answer, the rest for starting Python beside other work.
        assert time.monotonic() - started < 20
    assert "does not answer" in told
    assert _installed(environment) == []


@pytest.mark.real
def test_an_index_without_the_wanted_version_is_left_to_pip(environment: Path, tmp_path: Path) -> None:
    write_wheel(tmp_path / "old" / "torch", "torch", "1.0")
    with serving(tmp_path / "old") as index:
        told = run_script("install-torch", environment, index.address, TORCH_BUILD="cpu")
    assert "pip takes the torch that it finds" in told
    assert _installed(environment) == []


def test_the_address_is_the_makefiles() -> None:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--dry-run", "--always-make", "run", "TORCH_CPU_INDEX=http://127.0.0.1:9/cpu"]
    planned = subprocess.run(command, cwd=ROOT, env=outer, check=True, capture_output=True, encoding="utf-8").stdout
    assert '.ci/install-torch .venv "http://127.0.0.1:9/cpu"' in planned
