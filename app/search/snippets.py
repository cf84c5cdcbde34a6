"""The few words around what was found, taken from the database's text and safe to print."""

import re
from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from app.search.words import LONGEST, fold

WIDTH = 170
MOST_PLACES = 60


def snippet(texts: Iterable[str], stems: frozenset[str], stem: Callable[[str], str]) -> Markup | None:
    """Where most of the stems stand close together in the first text that has any, with <mark>; else None."""
    pattern = _pattern(stems)
    if pattern is None:
        return None
    for text in texts:
        spots = _spots(pattern, text, stems, stem)
        if spots:
            return _cut(text, spots)
    return None


def opening(text: str) -> Markup:
    """The beginning of a text, for when nothing was asked."""
    flat = " ".join(text[: WIDTH * 2].split())
    return escape(flat if len(flat) <= WIDTH else flat[:WIDTH].rsplit(" ", 1)[0] + " …")


def _pattern(stems: frozenset[str]) -> re.Pattern[str] | None:
    """Words that begin as a stem does but for its last letter, which stemming may have changed (happy, happi)."""
    begins = sorted({each[:-1] if len(each) > 3 else each for each in stems if each})
    if not begins:
        return None
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, begins)) + r")[^\W_]*")


def _spots(
    pattern: re.Pattern[str], text: str, stems: frozenset[str], stem: Callable[[str], str]
) -> list[tuple[int, int, str]]:
    """Begin, end and stem of the words to mark."""
    spots = []
    for found in pattern.finditer(fold(text)):
        root = stem(found[0][:LONGEST])
        if root in stems:
            spots.append((found.start(), found.end(), root))
            if len(spots) == MOST_PLACES:
                break
    return spots


def _cut(text: str, spots: list[tuple[int, int, str]]) -> Markup:
    def telling(spot: tuple[int, int, str]) -> int:
        return len({root for begin, end, root in spots if begin >= spot[0] and end <= spot[0] + WIDTH - 40})

    best = max(spots, key=telling)
    start = _word_start(text, max(0, best[0] - 40), best[0])
    end = _word_end(text, min(len(text), max(start + WIDTH, best[1])))
    parts, at = [escape("… " if start else "")], start
    for begin, stop, _root in spots:
        if begin >= at and stop <= end:
            parts += [_flat(text[at:begin]), Markup("<mark>"), _flat(text[begin:stop]), Markup("</mark>")]
            at = stop
    parts += [_flat(text[at:end]), escape(" …" if end < len(text) else "")]
    return Markup("").join(parts)


def _word_start(text: str, at: int, limit: int) -> int:
    if at == 0:
        return 0
    space = re.compile(r"\s").search(text, at, limit)
    return space.end() if space else at


def _word_end(text: str, at: int) -> int:
    if at == len(text):
        return at
    space = text.rfind(" ", at - 30, at)
    return space if space > 0 else at


def _flat(text: str) -> Markup:
    return escape(re.sub(r"\s+", " ", text))
