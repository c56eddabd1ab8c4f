from pathlib import Path

import pytest

from tests.setup.scripts import path_with, run_script, write_program
from tests.system_programs import PROGRAMS, read_package_list

LISTED = [alternatives[0] for alternatives in read_package_list()]

DPKG_QUERY = """for package; do :; done
grep -qx "$package" "$0.installed" && echo installed || { echo config-files; exit 1; }"""
APT_GET = """echo "$*" >> "$0.calls"
[ "$1" = update ] && exit 100
case "$*" in *fonts-noto-core*) echo "no such package" >&2; exit 100 ;; esac
for word; do case $word in -*|install|*=*) ;; *) echo "$word" >> "$(dirname "$0")/dpkg-query.installed" ;; esac; done"""


class Machine:
    """One with some packages, whose release of Debian lacks fonts-noto-core, and where `apt-get update` fails."""

    def __init__(self, folder: Path, installed: list[str], user: str = "0", sudo: str = "exit 1") -> None:
        self._folder = folder
        write_program(folder / "dpkg-query", DPKG_QUERY)
        (folder / "dpkg-query.installed").write_text("".join(f"{name}\n" for name in installed), encoding="utf-8")
        write_program(folder / "apt-get", APT_GET)
        write_program(folder / "id", f"echo {user}")
        write_program(folder / "sudo", sudo)

    def set_up(self) -> str:
        """What the set-up says."""
        return run_script("install-system-packages", PATH=path_with(self._folder))

    def asked_for(self) -> list[list[str]]:
        """The packages of each call of apt-get that installs."""
        calls = self._folder / "apt-get.calls"
        lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return [
            [word for word in line.split()[1:] if not word.startswith("-") and "=" not in word]
            for line in lines
            if line.startswith("install ")
        ]


def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    missing = {"libreoffice-calc-nogui", "tesseract-ocr-vie"}
    machine = Machine(tmp_path, [name for name in LISTED if name not in missing])
    machine.set_up()
    assert [set(packages) for packages in machine.asked_for()] == [missing]


def test_where_nothing_is_missing_nothing_is_done(tmp_path: Path) -> None:
    machine = Machine(tmp_path, LISTED)
    assert machine.set_up() == ""
    assert machine.asked_for() == []


def test_an_alternative_will_do_and_nothing_is_ever_removed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, [*LISTED[:-2], "libreoffice-writer"])
    machine.set_up()
    assert machine.asked_for() == [["libreoffice-calc-nogui"]]
    assert "--no-remove" in (tmp_path / "apt-get.calls").read_text(encoding="utf-8")


def test_a_package_that_this_release_lacks_does_not_keep_the_others_away(tmp_path: Path) -> None:
    machine = Machine(tmp_path, [])
    told = machine.set_up()
    assert machine.asked_for() == [LISTED, *([name] for name in LISTED)]
    assert told.splitlines()[-1].endswith("will be skipped: fonts-noto-core ")


def test_who_may_not_install_is_told_what_is_missing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, LISTED[1:], user="1000")
    assert f"sudo apt-get install {LISTED[0]}" in machine.set_up()
    assert machine.asked_for() == []


def test_who_may_by_sudo_without_a_password_does(tmp_path: Path) -> None:
    machine = Machine(tmp_path, LISTED[1:], user="1000", sudo='[ "$1" = -n ] && shift && exec "$@"')
    machine.set_up()
    assert machine.asked_for() == [[LISTED[0]]]


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_test_can_need_is_in_the_list(name: str) -> None:
    assert set(PROGRAMS[name].packages) <= set(LISTED)


def test_nothing_is_in_the_list_that_no_test_needs() -> None:
    assert {package for program in PROGRAMS.values() for package in program.packages} == set(LISTED)
