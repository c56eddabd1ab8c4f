"""How a run of Word text is drawn, by itself or by its styles: raised above the line, or so that nobody sees it."""

import re

from docx.oxml.ns import qn

from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.word_styles import Styles

_LEAST_RAISED_HALF_POINTS = 4
_LARGEST_UNSEEN_HALF_POINTS = 3
_LIGHT = re.compile(r"f[a-f\d](?:f[a-f\d]){2}", re.IGNORECASE)
_NO_FILL = re.compile(rf"auto||{_LIGHT.pattern}", re.IGNORECASE)
_LIGHT_THEMES = frozenset({"background1", "light1", "bg1", "lt1"})
_PAPER = frozenset({qn("w:body"), qn("w:footnotes"), qn("w:endnotes")})
_WHOLES = frozenset(qn(f"w:{name}") for name in ("p", "tc", "tbl"))


def is_raised(styles: Styles, run: Element, paragraph_style: str) -> bool:
    """Whether the run stands above the line, as the mark of a note or a power does."""
    aligned = styles.value_of(run, "w:vertAlign", paragraph_style)
    if aligned in {"superscript", "subscript"}:
        return aligned == "superscript"
    return _integer(styles.value_of(run, "w:position", paragraph_style)) >= _LEAST_RAISED_HALF_POINTS


def is_unseen(styles: Styles, run: Element, paragraph_style: str) -> bool:
    """Whether the run is too small to be seen, or white on a ground that is known to be white."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        # Styles of a whole paragraph have white text on a ground of their own.
        return False
    size = _integer(str(_attribute(properties, "w:sz", "w:val") or "24"))
    if 0 < size <= _LARGEST_UNSEEN_HALF_POINTS:
        return True
    theme = _attribute(properties, "w:color", "w:themeColor")
    is_light = theme in _LIGHT_THEMES or (not theme and _LIGHT.fullmatch(_attribute(properties, "w:color", "w:val")))
    return bool(is_light) and _is_on_paper(styles, run, paragraph_style)


def _is_on_paper(styles: Styles, run: Element, paragraph_style: str) -> bool:
    """Whether nothing between the run and the page's paper has a ground of its own; a drawn shape may have any."""
    grounds = [run.find(qn("w:rPr")), *(style.find(qn("w:rPr")) for style in styles.chain(paragraph_style))]
    grounds += [style.find(qn("w:pPr")) for style in styles.chain(paragraph_style)]
    for above in run.iterancestors():
        if above.tag in _PAPER:
            return not any(map(_has_ground, grounds))
        if above.tag in _WHOLES:
            properties = above.find(f"{above.tag}Pr") if above.tag != qn("w:tbl") else above.find(qn("w:tblPr"))
            grounds.append(properties)
            if above.tag == qn("w:tbl") and _attribute(properties, "w:tblStyle", "w:val"):
                grounds += [
                    part
                    for style in styles.chain(_attribute(properties, "w:tblStyle", "w:val"))
                    for part in style.iter(qn("w:tcPr"), qn("w:tblPr"))
                ]
        elif above.tag == qn("w:txbxContent"):
            return False
    return False


def _has_ground(properties: Element) -> bool:
    if properties is None:
        return False
    highlight = _attribute(properties, "w:highlight", "w:val")
    fill = _attribute(properties, "w:shd", "w:fill")
    pattern = _attribute(properties, "w:shd", "w:val") or "clear"
    return highlight not in {"", "none", "white"} or not _NO_FILL.fullmatch(fill) or pattern not in {"clear", "nil"}


def _attribute(properties: Element, tag: str, name: str) -> str:
    child = None if properties is None else properties.find(qn(tag))
    return "" if child is None else str(child.get(qn(name), ""))


def _integer(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) else 0
