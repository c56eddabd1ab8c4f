"""Any other product: a command that takes the contract's `--questions IN.jsonl --output OUT.jsonl`."""

import json
import shlex
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.answer_lines import answer_line_from
from eval.judging import SystemAnswer
from eval.questions_format import Asked
from rag.errors import InvalidInput, RagError

_POLL_SECONDS = 0.2


class ExternalCommand:
    """Runs the command once over all questions and hands its answers on as they are written."""

    def __init__(self, command: str) -> None:
        """Raises InvalidInput for an empty command."""
        self._command = shlex.split(command)
        if not self._command:
            raise InvalidInput("Sau command: phải có một lệnh.", "empty command after `command:`")

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `eval.systems.System`. The command must write its answers in the order of the questions.

        Raises:
            RagError: the command cannot be started, fails, or leaves a question out.
        """
        with tempfile.TemporaryDirectory() as folder:
            questions, output = Path(folder) / "questions.jsonl", Path(folder) / "answers.jsonl"
            questions.write_text("".join(f"{_contract_line(question)}\n" for question in asked), encoding="utf-8")
            lines = self._lines(questions, output)
            for question in asked:
                line = next(lines, None)
                if line is None:
                    raise self._failed(f"no answer to question {question.id!r}")
                answer = answer_line_from(line)
                if answer.id != question.id:
                    raise self._failed(f"answered {answer.id!r} where {question.id!r} was next")
                yield SystemAnswer(answer, answer.seconds, None)

    def _lines(self, questions: Path, output: Path) -> Iterator[str]:
        arguments = [*self._command, "--questions", str(questions), "--output", str(output)]
        try:
            process = subprocess.Popen(arguments)
        except OSError as error:
            raise self._failed(str(error)) from error
        try:
            given = 0
            running = True
            while running:
                running = process.poll() is None
                text = output.read_text(encoding="utf-8") if output.exists() else ""
                whole = text.splitlines() if not running else text[: text.rfind("\n") + 1].splitlines()
                yield from whole[given:]
                given = len(whole)
                if running:
                    time.sleep(_POLL_SECONDS)
            if process.returncode != 0:
                raise self._failed(f"exit code {process.returncode}")
        finally:
            process.kill()
            process.wait()

    def _failed(self, detail: str) -> RagError:
        name = shlex.join(self._command)
        return RagError(f"Lệnh {name} không trả lời được: {detail}.", f"command {name}: {detail}")


def _contract_line(asked: Asked) -> str:
    record = {"id": asked.id, "question": asked.question.text, "history": list(asked.question.history)}
    if asked.question.today is not None:
        record["today"] = asked.question.today.isoformat()
    return json.dumps(record, ensure_ascii=False)
