"""The commands that measure and fit the reading of figures."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import save_file

from eval.answers.commands import fit_answers
from eval.console import Quiet, Verbose, messages, progress_bars
from eval.reading.disagreements import find_disagreements
from eval.reading.examples import Example, make_examples
from eval.reading.fitting import calibrate, is_held_out, train
from eval.reading.items import LABELS, LabelledItem, load_items
from eval.reading.measures import measure_reading, miss_lines, scores_table
from rag.reading.deciding import CALIBRATION
from rag.reading.fact_reader import TwoWitnesses
from rag.reading.reader import WEIGHTS, FigureReader
from rag.settings import load_settings
from rag.wiring import open_token_encoder, open_two_witnesses

readings = typer.Typer()
fits = typer.Typer(help="Tính lại các trọng số đi kèm chương trình.", no_args_is_help=True)
readings.add_typer(fits, name="fit")
fits.command(name="answers")(fit_answers)

Labels = Annotated[list[Path] | None, typer.Option("--labels", help="Tệp nhãn thêm vào bộ nhãn đi kèm; nhiều lần.")]


@fits.command(name="reader")
def fit_reader(
    labels: Labels = None,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Số lượt học.")] = 10,
    share: Annotated[float, typer.Option("--share", min=0.01, max=1, help="Phần bộ nhãn dùng để học.")] = 1.0,
    output: Annotated[Path, typer.Option("--output", help="Tệp trọng số.")] = WEIGHTS,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Học bộ đọc số liệu từ các nhãn: ghi trọng số và, bên cạnh, độ tin cậy đo trên những mục không dùng để học."""
    with messages(quiet, verbose) as console:
        paths = [*sorted(LABELS.glob("*.jsonl")), *(labels or [])]
        items = load_items(paths)
        examples = _examples(items, console)
        numbers = {item.id: number for number, item in enumerate(items)}
        held = [example for example in examples if is_held_out(numbers[example.read.item.id])]
        learned = [example for example in examples if not is_held_out(numbers[example.read.item.id])]
        learned = learned[: round(share * len(learned))]
        network, losses = train(learned, epochs, lambda line: console.print(line, highlight=False))
        calibration = calibrate(network, held)
        save_file({name: tensor.half() for name, tensor in network.state_dict().items()}, output)
        made_from = {
            "command": "python -m eval fit reader",
            "labels": [path.name for path in paths],
            "figures": sum(example.label is not None for example in learned),
            "numbers that are no facts": sum(example.label is None for example in learned),
            "epochs": epochs,
            "loss of each epoch": [round(loss, 4) for loss in losses],
            "calibration": calibration.as_json(),
        }
        described = output.with_suffix(CALIBRATION.suffix)
        described.write_text(json.dumps(made_from, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        witnesses = TwoWitnesses(open_token_encoder(load_settings()), FigureReader(output), calibration)
        held_items = [item for item in items if is_held_out(numbers[item.id])]
        console.print(scores_table(measure_reading(held_items, witnesses)))
        console.print(f"Đã ghi {output} và {described}.")


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


def _examples(items: Sequence[LabelledItem], console: object) -> list[Example]:
    encoder = open_token_encoder(load_settings())
    with progress_bars(console) as progress:  # type: ignore[arg-type]
        task = progress.add_task("Đọc các mục có nhãn", total=len(items))
        return list(make_examples(items, encoder, lambda done: progress.update(task, completed=done)))
