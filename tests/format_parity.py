"""How well questions are answered when the corpus comes in another format: the figure accuracy for each.

`python -m tests.format_parity [FORMAT …]` measures both corpora (some minutes, most of them for the scan), each format
as soon as it is read.
"""

import html
import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.judging import judge
from eval.questions_format import GoldQuestion, load_questions
from eval.scoring import figure_accuracy
from eval.systems import Ours
from rag import load_settings, open_ask_pipeline
from rag.ingestion.repair.code_pages import TCVN3, read_western
from rag.ingestion.source_records import SOURCES_FILE
from tests.bundled_embedder import bundled_folder
from tests.ingestion.making_files import make_pdf
from tests.ingestion.making_office_files import make_docx, make_html
from tests.ingestion.making_scans import draw_pages, scan
from tests.ingestion.repair.old_writing import write_in

ROOT = Path(__file__).resolve().parents[1]
SCAN_DPI = 150


@dataclass(frozen=True)
class Corpus:
    """A folder of texts with their records, and the questions on it."""

    folder: Path
    questions: tuple[Path, ...]


HAI_PHONG = Corpus(ROOT / "corpus", tuple(sorted((ROOT / "eval" / "questions").glob("*.jsonl"))))
LAC_SON = Corpus(
    ROOT / "tests" / "fictitious_province" / "corpus", (ROOT / "tests" / "fictitious_province" / "questions.jsonl",)
)


@dataclass(frozen=True)
class Accuracy:
    """Which of the questions that ask for figures were answered with all of them and no wrong one."""

    right: frozenset[str]
    asked: frozenset[str]

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return len(self.right) / len(self.asked)

    def without(self, other: "Accuracy") -> list[str]:
        """The questions that only this one has right."""
        return sorted(self.right - other.right)


def _write_tcvn3(path: Path, lines: Sequence[str]) -> None:
    bytes_of = {read_western(bytes([byte])): bytes([byte]) for byte in range(256)}
    path.write_bytes(b"".join(bytes_of[letter] for letter in write_in(TCVN3, "\n".join(lines))))


def _write_scan(path: Path, lines: Sequence[str]) -> None:
    pages = draw_pages(lines, dpi=SCAN_DPI)
    first, *others = (scan(page, skew_degrees=0.4, seed=number) for number, page in enumerate(pages))
    first.save(path, "PDF", resolution=SCAN_DPI, save_all=True, append_images=others)


def _write_bare_page(path: Path, lines: Sequence[str]) -> None:
    """Valid HTML 5, with neither `<html>` nor `<body>`."""
    text = "\n".join(f"<p>{html.escape(line)}" for line in lines)
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>Trang</title><article>{text}</article>', "utf-8")


@dataclass(frozen=True)
class Format:
    """The suffix of its files, what writes a text's lines as such a file, and whether its corpus has records."""

    suffix: str
    write: Callable[[Path, Sequence[str]], object]
    has_records: bool = True


def _write_text(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines), encoding="utf-8")


FORMATS: Mapping[str, Format] = {
    "text": Format(".txt", _write_text),
    "docx": Format(".docx", make_docx),
    "html": Format(".html", make_html),
    "pdf": Format(".pdf", lambda path, lines: make_pdf(lines, path)),
    "tcvn3": Format(".txt", _write_tcvn3),
    "text alone": Format(".txt", _write_text, has_records=False),
    "html alone": Format(".html", _write_bare_page, has_records=False),
    "docx alone": Format(".docx", make_docx, has_records=False),
    "scan": Format(".pdf", _write_scan),
}
"""By name; those alone have no records of their sources, so that all that is known of them stands in the files."""


def measure(corpus: Corpus, file_format: str, documents: Collection[str] = ()) -> Accuracy:
    """Turns the corpus, or of it the `documents` named, into the format, and asks all questions that these answer."""
    made = FORMATS[file_format]
    names = documents or {path.name for path in corpus.folder.glob("*.txt")}
    questions = [question for question in load_questions(corpus.questions) if _is_asked(question, names)]
    with tempfile.TemporaryDirectory(prefix="parity-") as temporary:
        folder = Path(temporary) / "corpus"
        folder.mkdir()
        records = (corpus.folder / SOURCES_FILE).read_text(encoding="utf-8") if made.has_records else ""
        for name in names:
            text = unicodedata.normalize("NFC", (corpus.folder / name).read_text(encoding="utf-8"))
            path = (folder / name).with_suffix(made.suffix)
            made.write(path, [" ".join(line.split()) for line in text.splitlines() if line.strip()])
            records = records.replace(json.dumps(name, ensure_ascii=False), json.dumps(path.name, ensure_ascii=False))
        (folder / SOURCES_FILE).write_text(records, encoding="utf-8")
        settings = load_settings().model_copy(
            update={
                "corpus_dir": folder,
                "data_dir": Path(temporary) / "data",
                "embedding_model": str(bundled_folder()),
                "language_model": "none",
            }
        )
        system = Ours(open_ask_pipeline(settings, with_language_model=False), writes=False, ranks=False)
        answers = list(system.answers([question.asked for question in questions]))
    # Evidence is not judged: it names the files of the corpus as it is.
    judged = [
        judge(replace(question, evidence=()), answer, {}) for question, answer in zip(questions, answers, strict=True)
    ]
    scores = {judgement.question.id: figure_accuracy(judgement) for judgement in judged}
    asked = {question: score for question, score in scores.items() if score is not None}
    return Accuracy(frozenset(question for question, score in asked.items() if score), frozenset(asked))


def _is_asked(question: GoldQuestion, names: Collection[str]) -> bool:
    return bool(question.evidence) and {evidence.document for evidence in question.evidence} <= set(names)


def main() -> None:
    """Prints the accuracies of both corpora in the formats named on the command line, or in all."""
    chosen = sys.argv[1:] or [name for name in FORMATS if name != "text"]
    for corpus in (LAC_SON, HAI_PHONG):
        plain = measure(corpus, "text")
        print(f"{corpus.folder.relative_to(ROOT)}: {len(plain.asked)} questions; text {plain.share:.1%}")
        for name in chosen:
            accuracy = measure(corpus, name)
            print(
                f"  {name}: {accuracy.share:.1%}",
                "lost:",
                *plain.without(accuracy),
                "won:",
                *accuracy.without(plain),
                flush=True,
            )


if __name__ == "__main__":
    main()
