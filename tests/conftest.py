"""Tests whose programs are missing are skipped, and the last lines of a run say which and why."""

from collections import Counter, defaultdict

import pytest

from tests.system_programs import require_program


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            require_program(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped: dict[str, Counter[str]] = defaultdict(Counter)
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped[reason.removeprefix("Skipped: ")][report.nodeid.partition("::")[0]] += 1
    if skipped:
        terminalreporter.section("skipped tests")
    for reason, files in sorted(skipped.items()):
        where = ", ".join(f"{file} ({count})" for file, count in sorted(files.items()))
        terminalreporter.write_line(f"{files.total()} skipped, {reason}: {where}")
