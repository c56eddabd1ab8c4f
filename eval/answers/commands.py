"""The command that fits whether an answer is sure."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.answers.examples import ClaimExample, make_examples, own_corpora
from eval.answers.fitting import MOST_WRONG, Numbers, fit, left_out_probabilities, risk_of_claims
from eval.answers.fitting import sure_threshold as threshold_of
from eval.answers.scores import AnsweredClaims, answered_by_corpus
from eval.console import Quiet, Verbose, messages, progress_bars
from eval.pipelines import NO_MODEL, settings_for
from rag.answering.answer_odds import ODDS
from rag.settings import load_settings
from rag.wiring import open_ask_pipeline


def fit_answers(
    output: Annotated[Path, typer.Option("--output", help="Tệp trọng số.")] = ODDS,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Học khi nào một câu trả lời là chắc: ghi trọng số và ngưỡng; in điểm trên từng bộ tài liệu bị để ra ngoài."""
    with messages(quiet, verbose) as console:
        examples: list[ClaimExample] = []
        corpora = own_corpora()
        with progress_bars(console) as progress:
            for corpus in progress.track(corpora, description="Hỏi từng bộ tài liệu"):
                settings = settings_for(load_settings(), corpus.folder, NO_MODEL)
                composer = open_ask_pipeline(settings, with_language_model=False).composer
                examples += make_examples(corpus, composer)
        probabilities = left_out_probabilities(examples)
        sure = threshold_of(examples, probabilities)
        console.print(answered_table(answered_by_corpus(examples, probabilities, sure)))
        console.print(risk_table(examples, probabilities))
        odds = fit(examples)
        made_from = {
            "command": "python -m eval fit answers",
            "corpora": [corpus.name for corpus in corpora],
            "claims": len(examples),
            "most wrong among the sure": MOST_WRONG,
            "sure": round(odds.sure, 4),
            "intercept": odds.intercept,
            "weights": dict(odds.weights),
        }
        output.write_text(json.dumps(made_from, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        console.print(f"Đã ghi {output}.")


def answered_table(rows: list[AnsweredClaims]) -> Table:
    """What odds fitted on the other corpora would answer for each corpus."""
    table = Table(title="fit answers", caption="each corpus by odds fitted to the others")
    for column in ("corpus", "claims", "right", "told", "wrong of the told", "right that are told", "withheld told"):
        table.add_column(column)
    for row in rows:
        table.add_row(
            row.corpus,
            str(row.claims),
            str(row.right),
            str(row.answered),
            f"{row.wrong} ({row.risk.mean:.3f}, {row.risk.low:.3f} … {row.risk.high:.3f})",
            f"{row.coverage:.3f}",
            f"{row.withheld} of {row.all_withheld}",
        )
    return table


def risk_table(examples: list[ClaimExample], probabilities: Numbers) -> Table:
    """Risk against coverage over all claims."""
    table = Table(title="risk by coverage", caption="of the likeliest claims, by odds that never saw their corpus")
    for column in ("coverage", "probability above", "risk"):
        table.add_column(column)
    for point in risk_of_claims(examples, probabilities):
        table.add_row(f"{point.coverage:.1f}", f"{point.probability:.3f}", f"{point.risk:.3f}")
    return table
