"""A Word document's styles: what a paragraph or run inherits."""

from collections.abc import Iterator

from docx.oxml.ns import qn

from rag.ingestion.readers.trees import Element

_OFF = {"0", "false", "off", "none"}


def value(element: Element, tag: str) -> str:
    """The `w:val` of the child named so; empty where there is none."""
    child = None if element is None else element.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def number(element: Element, tag: str) -> int | None:
    """The child's `w:val` as a number; None where there is none."""
    text = value(element, tag)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def toggle(properties: Element, tag: str) -> bool | None:
    """Whether the run's properties switch it on or off; None where they do not state it."""
    child = None if properties is None else properties.find(qn(tag))
    return None if child is None else str(child.get(qn("w:val"), "1")).lower() not in _OFF


class Styles:
    """The styles by id, with what each is based on."""

    def __init__(self, root: Element) -> None:
        found = [] if root is None else root.iterchildren(qn("w:style"))
        self._styles = {str(style.get(qn("w:styleId"))): style for style in found}
        self._known: dict[tuple[str, str, str], tuple[bool, str]] = {}
        self._default_paragraph = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and toggle_attribute(style, "w:default")
            ),
            "",
        )

    def chain(self, style_id: str) -> Iterator[Element]:
        """The style and those that it is based on, nearest first; the document's default for an empty id."""
        seen: set[str] = set()
        current = style_id or self._default_paragraph
        while current in self._styles and current not in seen:
            seen.add(current)
            yield self._styles[current]
            current = value(self._styles[current], "w:basedOn")

    def name(self, style_id: str) -> str:
        """The style's English name in small letters, `heading 1`, `toc 2`; empty for an unknown one."""
        return value(self._styles.get(style_id), "w:name").lower()

    def is_on(self, tag: str, run: Element, paragraph_style: str) -> bool:
        """Whether the run has the property `tag`: by itself, by its style or by its paragraph's style."""
        properties = run.find(qn("w:rPr"))
        own = toggle(properties, tag)
        if own is not None:
            return own
        return self._inherited(tag, value(properties, "w:rStyle"), paragraph_style)[0]

    def value_of(self, run: Element, tag: str, paragraph_style: str) -> str:
        """The `w:val` of the run's property `tag`, its style's or its paragraph's; empty where none states it."""
        properties = run.find(qn("w:rPr"))
        own = value(properties, tag)
        return own or self._inherited(tag, value(properties, "w:rStyle"), paragraph_style)[1]

    def _inherited(self, tag: str, character_style: str, paragraph_style: str) -> tuple[bool, str]:
        """Whether the styles switch it on, and the value that they give."""
        key = (tag, character_style, paragraph_style)
        if key not in self._known:
            chains = (*(self.chain(character_style) if character_style else ()), *self.chain(paragraph_style))
            run_properties = [style.find(qn("w:rPr")) for style in chains]
            toggles = (toggle(properties, tag) for properties in run_properties)
            values = (value(properties, tag) for properties in run_properties)
            self._known[key] = (next((on for on in toggles if on is not None), False), next(filter(None, values), ""))
        return self._known[key]

    def heading_level(self, properties: Element, style_id: str) -> int:
        """1 to 9 for a heading, 0 for any other paragraph."""
        level = number(properties, "w:outlineLvl")
        if level is None:
            levels = (number(style.find(qn("w:pPr")), "w:outlineLvl") for style in self.chain(style_id))
            level = next((found for found in levels if found is not None), None)
        return level + 1 if level is not None and level < 9 else 0


def toggle_attribute(element: Element, name: str) -> bool:
    """Whether the attribute is there and not off."""
    return str(element.get(qn(name), "0")).lower() not in _OFF
