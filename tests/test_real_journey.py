"""The whole path with a real small model behind Ollama's API: whatever it writes, no unbound figure is shown."""

from pathlib import Path

import pytest

from rag import Question, open_ask_pipeline, parse_figures
from rag.datatypes import ModelState
from tests.bundled_embedder import bundled_folder, bundled_settings
from tests.real_model import MODEL_NAME, real_ollama

__all__ = ["real_ollama"]


@pytest.mark.real
def test_what_a_weak_model_writes_adds_no_figure_that_its_source_does_not_state(
    real_ollama: str, tmp_path: Path
) -> None:
    (tmp_path / "models").symlink_to(bundled_folder().parent, target_is_directory=True)
    settings = bundled_settings().model_copy(
        update={
            "data_dir": tmp_path,
            "ollama_host": real_ollama,
            "language_model": MODEL_NAME,
            "answer_tokens": 80,
            "model_writes": "always",
        }
    )
    pipeline = open_ask_pipeline(settings)
    assert pipeline.language_model_status().state is ModelState.READY
    texts = {document.file: document.text for document in pipeline.documents}

    answers = list(pipeline.stream(Question("Năm 2023 GRDP của Hải Phòng ước tăng bao nhiêu?")))

    first, last = answers[0], answers[-1]
    assert not first.is_final
    assert last.is_final
    assert last.statements[: len(first.statements)] == first.statements
    assert "10,34%" in last.statements[0].text
    # The model either added what its source states or was refused with a reason; it never passed in silence.
    assert len(last.statements) > len(first.statements) or last.rejections or last.note
    for statement in last.statements:
        quoted = " ".join(citation.quote for citation in statement.citations)
        assert all(texts[c.passage.file][c.start : c.end] == c.quote for c in statement.citations)
        stated = {span.figure for span in parse_figures(statement.text)}
        assert stated <= {span.figure for span in parse_figures(quoted)}
