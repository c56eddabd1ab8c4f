"""`python -m eval load` and `soak`: whether the page keeps working."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eval.console import HERE, Quiet, Verbose, messages
from eval.endurance.load import load_table, measure_load
from eval.endurance.soak import measure_soak, soak_table
from rag.settings import load_settings

endurance = typer.Typer()


@endurance.command()
def load(
    users: Annotated[int, typer.Option("--users", min=1, help="Số người dùng cùng lúc.")] = 64,
    seconds: Annotated[float, typer.Option("--seconds", min=5, help="Thời gian đo, giây.")] = 600,
    think_seconds: Annotated[
        float, typer.Option("--think-seconds", min=0, help="Mỗi người nghỉ trung bình chừng này giữa hai yêu cầu.")
    ] = 5,
    output: Annotated[Path, typer.Option("--output", help="Tệp JSON để ghi.")] = HERE / "results" / "load.json",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Nhiều người dùng trang thật, có người bỏ đi, gửi chậm, gửi sai: lỗi ngoài giới hạn, thời gian, bộ nhớ."""
    with messages(quiet, verbose) as console:
        report = measure_load(load_settings(), users, seconds, think_seconds)
        _write(report.to_json(), output)
        console.print(load_table(report))
        _print_lines(console, *report.failures, *report.unexpected)
    raise typer.Exit(not report.holds)


@endurance.command()
def soak(
    seconds: Annotated[float, typer.Option("--seconds", min=5, help="Thời gian đo, giây.")] = 1800,
    every: Annotated[float, typer.Option("--every", min=1, help="Mỗi chừng này giây một sự cố.")] = 20,
    output: Annotated[Path, typer.Option("--output", help="Tệp JSON để ghi.")] = HERE / "results" / "soak.json",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Trang thật giữa các sự cố: mô hình hỏng, lập chỉ mục bị giết, ổ đĩa đầy; đếm số liệu sai, tài liệu mất, đổ vỡ."""
    with messages(quiet, verbose) as console:
        report = measure_soak(load_settings(), seconds, every)
        _write(report.to_json(), output)
        console.print(soak_table(report))
        _print_lines(console, *report.wrong, *report.lost, *report.crashes, *report.failures)
    raise typer.Exit(not report.holds)


def _write(report: object, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _print_lines(console: Console, *lines: str) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
