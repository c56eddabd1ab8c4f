from pathlib import Path

from tests.setup.scripts import run_script, write_program


def test_a_silent_pip_is_spoken_for_and_its_end_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    write_program(tmp_path / "bin" / "pip", 'sleep 3; echo "installed: $*"')
    told = run_script("pip-install", tmp_path, "--editable", ".", PROGRESS_SECONDS="1").splitlines()
    assert next(line for line in told if line.endswith(" MB")).startswith("   1 s: ")
    assert told[-1] == "installed: install --editable ."
