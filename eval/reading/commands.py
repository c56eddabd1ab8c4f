"""The commands that measure and fit the reading of figures."""

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from safetensors.torch import save_file

from eval.answers.commands import fit_answers
from eval.console import Quiet, Verbose, messages, progress_bars
from eval.reading.calibrating import calibrate
from eval.reading.disagreements import find_disagreements
from eval.reading.examples import Example, figures_of_items, make_examples
from eval.reading.fitting import SEEDS, is_held_out, train
from eval.reading.gold_figures import GOLD_CORPORA, read_gold
from eval.reading.items import LABELS, LabelledItem, load_items
from eval.reading.measures import measure_reading, miss_lines, scores_table
from rag.reading.fact_reader import TwoWitnesses
from rag.reading.odds import CALIBRATION
from rag.reading.reader import WEIGHTS, FigureReader
from rag.settings import load_settings
from rag.wiring import open_token_encoder, open_two_witnesses

readings = typer.Typer()
fits = typer.Typer(help="Tính lại các trọng số đi kèm chương trình.", no_args_is_help=True)
readings.add_typer(fits, name="fit")
fits.command(name="answers")(fit_answers)

Labels = Annotated[list[Path] | None, typer.Option("--labels", help="Tệp nhãn thêm vào bộ nhãn đi kèm; nhiều lần.")]
Unseen = Annotated[
    list[Path] | None, typer.Option("--unseen", help="Tệp nhãn mà không mạng nào học: để đo độ tin cậy; nhiều lần.")
]


@fits.command(name="reader")
def fit_reader(
    labels: Labels = None,
    unseen: Unseen = None,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Số lượt học.")] = 10,
    share: Annotated[float, typer.Option("--share", min=0.01, max=1, help="Phần bộ nhãn dùng để học.")] = 1.0,
    only: Annotated[list[int] | None, typer.Option("--only", min=1, help="Chỉ học mạng thứ mấy; nhiều lần.")] = None,
    output: Annotated[Path, typer.Option("--output", help="Thư mục ghi trọng số và độ tin cậy.")] = WEIGHTS[0].parent,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Học các mạng của bộ đọc số liệu từ các nhãn, mỗi mạng một tiến trình; ghi trọng số và, bên cạnh, độ tin cậy đo
    trên những mục không dùng để học."""
    with messages(quiet, verbose) as console:
        paths = [*sorted(LABELS.glob("*.jsonl")), *(labels or [])]
        numbers = only or range(1, len(WEIGHTS) + 1)
        fit = partial(_fit_network, paths, epochs, share, output, quiet, verbose)
        with ProcessPoolExecutor(len(numbers), get_context("spawn")) as processes:
            list(processes.map(fit, numbers))
        reader = FigureReader([output / path.name for path in WEIGHTS])
        _fit_odds(paths, unseen or [], reader, output / CALIBRATION.name, console)


def _fit_network(
    paths: Sequence[Path], epochs: int, share: float, output: Path, quiet: bool, verbose: bool, number: int
) -> None:
    """Trains the network of that number, from 1, and writes its weights and what it was made from."""
    with messages(quiet, verbose) as console:
        items = load_items(paths)
        learned = _examples([item for place, item in enumerate(items) if not is_held_out(place)], console)
        learned = learned[: round(share * len(learned))]
        seed = SEEDS[number - 1]
        network, losses = train(learned, epochs, seed, lambda line: console.print(f"{number}: {line}", highlight=False))
        path = output / WEIGHTS[number - 1].name
        save_file({name: tensor.half() for name, tensor in network.state_dict().items()}, path)
        made_from = {
            "command": f"python -m eval fit reader --only {number}",
            "labels": [path.name for path in paths],
            "figures": sum(example.label is not None for example in learned),
            "numbers that are no facts": sum(example.label is None for example in learned),
            "epochs": epochs,
            "seed": seed,
            "loss of each epoch": [round(loss, 4) for loss in losses],
        }
        _write(path.with_suffix(".json"), made_from)


@fits.command(name="odds")
def fit_odds(labels: Labels = None, unseen: Unseen = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Tính lại độ tin cậy của hai cách đọc trên những mục không dùng để học và trên các sổ số liệu mẫu.

    Phải nêu cùng các tệp nhãn, theo cùng thứ tự, như khi học.
    """
    with messages(quiet, verbose) as console:
        paths = [*sorted(LABELS.glob("*.jsonl")), *(labels or [])]
        _fit_odds(paths, unseen or [], FigureReader(), CALIBRATION, console)


def _fit_odds(
    paths: Sequence[Path], unseen: Sequence[Path], reader: FigureReader, output: Path, console: Console
) -> None:
    """The odds fitted on items that `reader` has not learned from and on the gold registers, written and measured."""
    held = [item for number, item in enumerate(load_items(paths)) if is_held_out(number)] + load_items(unseen)
    examples = _examples(held, console)
    weights = [1.0] * len(examples)
    for corpus in GOLD_CORPORA:
        of_gold = list(figures_of_items(list(read_gold(corpus)), open_token_encoder(load_settings())))
        examples += of_gold
        weights += [corpus.weight] * len(of_gold)
    calibration = calibrate(examples, reader.read([example.figure.marked for example in examples]), weights)
    made_from = {
        "command": "python -m eval fit odds",
        "labels": [path.name for path in paths],
        "unseen": [path.name for path in unseen],
        "figures": sum(example.label is not None for example in examples),
        "gold registers": [corpus.register.name for corpus in GOLD_CORPORA],
        "calibration": calibration.as_json(),
    }
    _write(output, made_from)
    witnesses = TwoWitnesses(open_token_encoder(load_settings()), reader, calibration)
    console.print(scores_table(measure_reading(held, witnesses)))


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@readings.command(name="reading")
def reading_command(
    files: Annotated[list[Path], typer.Argument(help="Tệp JSONL của các mục có nhãn.")],
    place_aside: Annotated[bool, typer.Option("--place-aside", help="Không chấm địa bàn.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Chấm việc đọc số liệu trên các mục có nhãn: luật, bộ đọc đã học và cả hai; in mọi chỗ sai."""
    with messages(quiet, verbose) as console:
        witnesses = open_two_witnesses(load_settings())
        result = measure_reading(load_items(files), witnesses, with_place=not place_aside)
        for line in miss_lines(result):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(scores_table(result))


@readings.command()
def disagreements(
    folder: Annotated[Path, typer.Argument(help="Thư mục tài liệu.")],
    output: Annotated[Path, typer.Option("--output", help="Tệp JSONL để ghi các mục cần gán nhãn.")] = Path(
        "disagreements.jsonl"
    ),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Ghi ra những số liệu mà luật và bộ đọc đã học hiểu khác nhau, để người gán nhãn."""
    with messages(quiet, verbose) as console:
        lines = find_disagreements(folder, open_two_witnesses(load_settings()))
        output.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        console.print(f"Đã ghi {len(lines)} mục vào {output}.")


def _examples(items: Sequence[LabelledItem], console: Console) -> list[Example]:
    encoder = open_token_encoder(load_settings())
    with progress_bars(console) as progress:
        task = progress.add_task("Đọc các mục có nhãn", total=len(items))
        return list(make_examples(items, encoder, lambda done: progress.update(task, completed=done)))
