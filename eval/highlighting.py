"""Text as HTML in which the figures and words that decide about an answer are marked."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from html import escape

from eval.measures.figures import same_figure, stated_figures
from rag.datatypes import Figure
from rag.figures.parsing import FigureSpan, parse_mentions

_Mark = tuple[int, int, str]


def figures_in(texts: Sequence[str]) -> frozenset[Figure]:
    """Every figure that the texts state."""
    return frozenset(figure for text in texts for figure in stated_figures(text))


def marked(text: str, right: AbstractSet[Figure], wrong: AbstractSet[Figure], words: Sequence[str] = ()) -> str:
    """The text, escaped, with its `right` figures and the `words` in `<mark class="right">`, its `wrong` ones in
    `<mark class="wrong">`."""
    parts, done = [], 0
    for start, end, kind in sorted({*_figure_marks(text, right, wrong), *_word_marks(text, words)}):
        if start >= done:
            parts.append(f'{escape(text[done:start])}<mark class="{kind}">{escape(text[start:end])}</mark>')
            done = end
    return "".join((*parts, escape(text[done:])))


def _figure_marks(text: str, right: AbstractSet[Figure], wrong: AbstractSet[Figure]) -> Iterator[_Mark]:
    for span in parse_mentions(text):
        if isinstance(span, FigureSpan):
            for figures, kind in ((right, "right"), (wrong, "wrong")):
                if any(same_figure(span.figure, figure) for figure in figures):
                    yield span.start, span.end, kind
                    break


def _word_marks(text: str, words: Sequence[str]) -> Iterator[_Mark]:
    for word in filter(None, words):
        for found in re.finditer(re.escape(word), text, re.IGNORECASE):
            yield *found.span(), "right"
