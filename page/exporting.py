"""A conversation as a document to keep: Markdown, or Word; every answer with its sources as an office cites them."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import docx

from page.citing import cite_officially
from page.rendering import plain_text
from page.turns import Turn
from rag import Citation

TITLE = "Hỏi đáp kế hoạch địa phương"
_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_STARTS = re.compile(r"(?m)^(\s*)([-+=]|\d+[.)])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""


def to_markdown(turns: Sequence[Turn], when: datetime) -> str:
    """The conversation; nothing that a document or a visitor wrote is markup in it."""
    lines = [f"# {TITLE}", "", f"Lưu lúc {when:%H:%M, %d/%m/%Y}.", ""]
    for turn in turns:
        lines += [f"## {_plain(_one_line(turn.question))}", ""]
        lines += [paragraph for line in _lines_of(turn) for paragraph in (_plain(line), "")]
        citations = turn.answer.citations if turn.answer else ()
        if citations:
            lines += ["Nguồn:", ""]
            for number, citation in enumerate(citations, start=1):
                lines += [f"{number}. {_plain(cite_officially(citation))}:", f"   > {_plain(_quote(citation))}", ""]
    return "\n".join(lines).rstrip() + "\n"


def to_word(turns: Sequence[Turn], when: datetime) -> bytes:
    """The conversation as a .docx file."""
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.add_heading(TITLE, level=0)
    document.add_paragraph(f"Lưu lúc {when:%H:%M, %d/%m/%Y}.")
    for turn in turns:
        document.add_heading(_for_xml(_one_line(turn.question)), level=1)
        for line in _lines_of(turn):
            document.add_paragraph(_for_xml(line))
        citations = turn.answer.citations if turn.answer else ()
        if citations:
            document.add_paragraph("Nguồn:").runs[0].bold = True
        for number, citation in enumerate(citations, start=1):
            document.add_paragraph(_for_xml(f"[{number}] {cite_officially(citation)}:"))
            document.add_paragraph(_for_xml(_quote(citation)), style="Intense Quote")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _lines_of(turn: Turn) -> Iterator[str]:
    """The lines of the answer, with the numbers of their sources, or why there is none."""
    answer = turn.answer
    if answer is None:
        yield turn.problem
        return
    if answer.abstention is not None:
        yield from plain_text(answer).splitlines()
    else:
        numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
        if answer.lead:
            yield answer.lead
        for statement in answer.statements:
            marks = "".join(f" [{numbers[citation]}]" for citation in dict.fromkeys(statement.citations))
            yield f"{statement.text.replace('**', '')}{marks}"
    if answer.note:
        yield answer.note


def _quote(citation: Citation) -> str:
    return f"“{_one_line(citation.quote)}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """With every sign that Markdown would take for its own escaped, but for the brackets of our numbers' own."""
    escaped = _MARKDOWN_SIGNS.sub(r"\\\1", text)
    return _LINE_STARTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] in "-+=" else found[0], escaped)


def _for_xml(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)
