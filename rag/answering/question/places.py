"""A question → the places that it names: those that the documents speak for, and others."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from rag.figures.places import place_name, several_places
from rag.lexicon import load_other_place_names, load_place_forms
from rag.vietnamese import PLACE_TYPE, UPPER, fold_accents, has_accents

_PLACE_NAME = re.compile(
    # `các xã thuộc huyện Rạng`: a kind of place before a small letter names none.
    rf"\b{PLACE_TYPE}\s+(?P<name>(?-i:[{UPPER}])[^\W\d_]*(?:\s+(?-i:[{UPPER}])[^\W\d_]*)*)",
    re.IGNORECASE,
)
_LEAST_PLACES = 2


def homes_of(text: str, own: Sequence[str]) -> tuple[str, ...]:
    """The places named of those that the documents speak for, in the order of `own`; none where there is but one,
    which every question is about."""
    if len(own) < _LEAST_PLACES:
        return ()
    named = []
    # `Bắc Hà Nam` before `Hà Nam`, which its words hold too.
    for name in sorted(own, key=len, reverse=True):
        rest = without_names(text, (name,))
        if rest != text:
            named.append(name)
        text = rest
    return tuple(name for name in own if name in named)


def spell_out_place(text: str, own: Sequence[str], asked_before: Sequence[str]) -> str:
    """The turn with the name of the other place of two in the place of words that point at it: `tỉnh kia thì sao?`."""
    others = [name for name in own if name not in asked_before]
    if len(own) != _LEAST_PLACES or len(others) != 1:
        return text
    is_folded = not has_accents(text)
    return _other_place(is_folded).sub(fold_accents(others[0]) if is_folded else others[0], text)


@lru_cache(maxsize=2)
def _other_place(is_folded: bool) -> re.Pattern[str]:
    listed = files("rag.language.questions").joinpath("other_place.toml").read_text(encoding="utf-8")
    forms = (fold_accents(form) if is_folded else form for form in tomllib.loads(listed)["forms"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def without_names(text: str, names: Iterable[str]) -> str:
    """The text without places, spelled with or without accents or by their initials (`hp`); behind its kind (`tỉnh …`)
    a place is known by its letters, whatever marks they bear."""
    for name in names:
        initials = "".join(word[0] for word in name.split())
        others = [form for other in load_other_place_names().get(name, ()) for form in (other, fold_accents(other))]
        forms = [re.escape(form) for form in (*others, name, fold_accents(name), initials) if len(form) > 1]
        text = re.sub(rf"(?<!\w)(?:{PLACE_TYPE}\s+)?(?:{'|'.join(forms)})(?!\w)", " ", text, flags=re.IGNORECASE)
        folded = fold_accents(text)
        if len(folded) == len(text):
            # `tỉnh Vân Linh` for `Vân Lĩnh`: folding keeps every letter in its place.
            misspelled = re.finditer(
                rf"(?<!\w){fold_accents(PLACE_TYPE)}\s+{re.escape(fold_accents(name))}(?!\w)", folded
            )
            for found in reversed(list(misspelled)):
                text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


def read_territories(text: str, own: Sequence[str], *, accent_free: bool) -> tuple[str, ...]:
    """Places named in the question that are not the documents' own."""
    text = without_names(text, own)
    form = fold_accents(text) if accent_free else text.lower()
    owned = {fold_accents(form) for name in own for form in (name, *load_other_place_names().get(name, ()))}
    found = []
    for place in load_place_forms():
        name = fold_accents(place) if accent_free else place.lower()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", form):
            form = form.replace(name, " ")
            if fold_accents(place_name(place)) not in owned:
                found.append(place_name(place))
    named = [mention["name"] for mention in _PLACE_NAME.finditer(text)]
    for name in (*several_places(text), *named):
        if (
            name
            and fold_accents(name) not in owned
            and not any(fold_accents(name) == fold_accents(place) for place in found)
        ):
            found.append(name)
    return tuple(found)
