"""Runs the scripts of a machine's set-up, beside programs that stand in for the system's."""

import os
import subprocess
from pathlib import Path

from tests.system_programs import ROOT

SCRIPTS = ROOT / ".ci"


def run_script(name: str, *arguments: object, **variables: str) -> str:
    """What it writes, without the settings that this machine has for pip.

    Raises:
        AssertionError: the script fails.
    """
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "TORCH_", "MAKE"))}
    environment = {**outer, "PIP_CONFIG_FILE": os.devnull, "no_proxy": "127.0.0.1", **variables}
    command = [str(SCRIPTS / name), *map(str, arguments)]
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def write_program(path: Path, script: str) -> None:
    """A program for the shell, ready to run."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def path_with(folder: Path) -> str:
    """The variable PATH, on which the folder's programs are found before the system's."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
