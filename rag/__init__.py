"""Questions about plans, answered from official documents. The names below are all that programs around it need.

from rag import Question, load_settings, open_ask_pipeline
answer = open_ask_pipeline(load_settings()).answer(Question("Chỉ tiêu tăng trưởng GRDP năm 2024 là bao nhiêu?"))
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rag.answering.facts.nearby_questions import facts_of, question_for
from rag.answering.facts.relations import disagree
from rag.answering.wording import STATUS_WORDS, WEIGHT_WORDS, figure_text, period_text, subject_text, weight_text
from rag.datatypes import (
    AnswerOutcome,
    Certainty,
    Citation,
    CorrectedSlots,
    DamagedFigure,
    Document,
    Fact,
    FactCorrection,
    Figure,
    FigureKind,
    FileReceipt,
    HeldCorrection,
    IngestProgress,
    IngestReport,
    LanguageModelStatus,
    Leaf,
    Mode,
    ModelState,
    ModelUse,
    NotInDocuments,
    Passage,
    Period,
    PullProgress,
    Question,
    RankedPassage,
    Rejection,
    SourceRecord,
    Statement,
    Status,
    TableCell,
    VerifiedAnswer,
    Weight,
)
from rag.errors import (
    EXIT_BUSY,
    EXIT_FAILURE,
    EXIT_USAGE,
    IndexBusy,
    IndexUnusable,
    InvalidInput,
    InvalidSettings,
    LanguageModelMissing,
    LanguageModelUnavailable,
    ModelFilesUnusable,
    NothingToIndex,
    PortInUse,
    RagError,
)
from rag.figures.arithmetic import format_number
from rag.figures.parsing import FigureSpan, parse_figures, parse_mentions
from rag.figures.register_rows import REGISTER_COLUMNS, inert, register_csv, register_rows
from rag.figures.units import written_unit
from rag.ingestion.readers.formats import LONGEST_FILE_BYTES, SUFFIXES
from rag.private_logging import PrivateFormatter, PrivateStream, log_as
from rag.progress import ReportProgress
from rag.settings import Settings, load_settings
from rag.vietnamese import fold_accents

if TYPE_CHECKING:
    from rag.checking import IndexFaults
    from rag.current_pipeline import CurrentPipeline
    from rag.indexing.bundled_model import unpack_bundled_model
    from rag.indexing.storage import StoredIndex, read_index, read_report
    from rag.ingestion.adding import AddedFile, add_file
    from rag.ingestion.fact_corrections import (
        apply_corrections,
        correct_fact,
        load_corrections,
        revoke_correction,
    )
    from rag.ingestion.removing import TakenOut, added_files, delete_leftovers, take_out
    from rag.pipeline import AskPipeline, IngestPipeline
    from rag.wiring import (
        check_index,
        open_ask_pipeline,
        open_current_pipeline,
        open_ingest_pipeline,
        open_present_pipeline,
        open_register,
        repair_index,
    )
else:
    # The libraries behind these take half a second and more, for which `--help` should not wait.
    _MODULES = {
        "AddedFile": "rag.ingestion.adding",
        "AskPipeline": "rag.pipeline",
        "CurrentPipeline": "rag.current_pipeline",
        "IndexFaults": "rag.checking",
        "IngestPipeline": "rag.pipeline",
        "StoredIndex": "rag.indexing.storage",
        "TakenOut": "rag.ingestion.removing",
        "add_file": "rag.ingestion.adding",
        "added_files": "rag.ingestion.removing",
        "apply_corrections": "rag.ingestion.fact_corrections",
        "check_index": "rag.wiring",
        "correct_fact": "rag.ingestion.fact_corrections",
        "delete_leftovers": "rag.ingestion.removing",
        "load_corrections": "rag.ingestion.fact_corrections",
        "open_ask_pipeline": "rag.wiring",
        "open_current_pipeline": "rag.wiring",
        "open_ingest_pipeline": "rag.wiring",
        "open_present_pipeline": "rag.wiring",
        "open_register": "rag.wiring",
        "read_index": "rag.indexing.storage",
        "read_report": "rag.indexing.storage",
        "repair_index": "rag.wiring",
        "revoke_correction": "rag.ingestion.fact_corrections",
        "take_out": "rag.ingestion.removing",
        "unpack_bundled_model": "rag.indexing.bundled_model",
    }

    def __getattr__(name: str) -> object:
        """Imports a public name when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_MODULES[name]), name)


__all__ = [
    "EXIT_BUSY",
    "EXIT_FAILURE",
    "EXIT_USAGE",
    "LONGEST_FILE_BYTES",
    "REGISTER_COLUMNS",
    "STATUS_WORDS",
    "SUFFIXES",
    "WEIGHT_WORDS",
    "AddedFile",
    "AnswerOutcome",
    "AskPipeline",
    "Certainty",
    "Citation",
    "CorrectedSlots",
    "CurrentPipeline",
    "DamagedFigure",
    "Document",
    "Fact",
    "FactCorrection",
    "Figure",
    "FigureKind",
    "FigureSpan",
    "FileReceipt",
    "HeldCorrection",
    "IndexBusy",
    "IndexFaults",
    "IndexUnusable",
    "IngestPipeline",
    "IngestProgress",
    "IngestReport",
    "InvalidInput",
    "InvalidSettings",
    "LanguageModelMissing",
    "LanguageModelStatus",
    "LanguageModelUnavailable",
    "Leaf",
    "Mode",
    "ModelFilesUnusable",
    "ModelState",
    "ModelUse",
    "NotInDocuments",
    "NothingToIndex",
    "Passage",
    "Period",
    "PortInUse",
    "PrivateFormatter",
    "PrivateStream",
    "PullProgress",
    "Question",
    "RagError",
    "RankedPassage",
    "Rejection",
    "ReportProgress",
    "Settings",
    "SourceRecord",
    "Statement",
    "Status",
    "StoredIndex",
    "TableCell",
    "TakenOut",
    "VerifiedAnswer",
    "Weight",
    "add_file",
    "added_files",
    "apply_corrections",
    "check_index",
    "correct_fact",
    "delete_leftovers",
    "disagree",
    "facts_of",
    "figure_text",
    "fold_accents",
    "format_number",
    "inert",
    "load_corrections",
    "load_settings",
    "log_as",
    "open_ask_pipeline",
    "open_current_pipeline",
    "open_ingest_pipeline",
    "open_present_pipeline",
    "open_register",
    "parse_figures",
    "parse_mentions",
    "period_text",
    "question_for",
    "read_index",
    "read_report",
    "register_csv",
    "register_rows",
    "repair_index",
    "revoke_correction",
    "subject_text",
    "take_out",
    "unpack_bundled_model",
    "weight_text",
    "written_unit",
]
