"""The words of a PDF page as paragraphs, rebuilt from where its lines stand; runs in the child only."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as raw

# Two heights that differ by less belong to one size of type.
_SAME = 0.025
# A step of more line heights than this never stays within a paragraph, and one this much over the usual one neither.
_WIDEST, _WIDER = 1.75, 1.15
_ITEM = re.compile(r"[•◦▪‣●■]|\d{1,2}[.)]\s")
_WORD = re.compile(r"(\W+ )?\S+")
# pdfium puts these where a word was broken at the end of a line.
_BROKEN = dict.fromkeys((0x02, 0xFFFE), "-")
_FRAGMENT = 6


@dataclass(frozen=True)
class Line:
    """A line in points: its baselines where it begins and ends (a broken word spans two), and its type's height."""

    words: str
    left: float
    right: float
    first: float
    last: float
    height: float


def paragraphs_of(reading: Any, limit: int) -> str:
    """The text of a pdfium text page, at most `limit` of its characters, a blank line between paragraphs."""
    # Count first: a page may hold far more text than anybody reads.
    count = min(reading.count_chars(), limit)
    lines = list(_lines(reading, count))
    found = [paragraph for block in _blocks(lines) for paragraph in _split_at_short_lines(block)]
    return "\n\n".join(_gathered([" ".join(line.words for line in paragraph) for paragraph in found]))


def _lines(reading: Any, count: int) -> Iterator[Line]:
    # One more than there are ends the last line.
    codes = [raw.FPDFText_GetUnicode(reading, index) for index in range(count)] + [10]
    start = 0
    for index, code in enumerate(codes):
        if code in (10, 13):
            places = [each for each in range(start, index) if not chr(codes[each]).isspace()]
            if places:
                yield _line(reading, _words(codes[start:index]), places)
            start = index + 1


def _line(reading: Any, words: str, places: list[int]) -> Line:
    boxes = [reading.get_charbox(each, loose=True) for each in places[:: max(len(places) // 5, 1)]]
    left, right = reading.get_charbox(places[0])[0], reading.get_charbox(places[-1])[2]
    height = max(median(top - bottom for _, bottom, _, top in boxes), 1)
    return Line(words, left, right, _baseline(reading, places[0]), _baseline(reading, places[-1]), height)


def _words(codes: list[int]) -> str:
    # Characters beyond U+FFFF may come as two halves.
    given = "".join(map(chr, codes)).translate(_BROKEN)
    return " ".join(given.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").split())


def _baseline(reading: Any, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(reading, index, x, y)
    return y.value


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Lines that stand together: one size of type, evenly spaced, one below the other."""
    usual: dict[int, float] = {}
    for before, line in pairwise(lines):
        step, key = before.last - line.first, round(line.height)
        if _is_same_size(before, line) and step > line.height / 2:
            usual[key] = min(step, usual.get(key, line.height * _WIDEST / _WIDER))
    blocks: list[list[Line]] = []
    for number, line in enumerate(lines):
        before = lines[number - 1]
        if number and _follows(before, line, usual.get(round(line.height), line.height) * _WIDER):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _is_same_size(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) <= _SAME * max(one.height, other.height)


def _follows(before: Line, line: Line, farthest: float) -> bool:
    if not _is_same_size(before, line) or _ITEM.match(line.words):
        return False
    if not line.height / 2 < before.last - line.first <= farthest:
        return False
    shift = (line.left - before.left) / line.height
    is_centred = abs(before.left + before.right - line.left - line.right) < line.height
    # The first line of a paragraph may be set in, and the text of an item stands behind its sign.
    return is_centred or -3.2 < shift < 1 or (0 < shift < 4 and _ITEM.match(before.words) is not None)


def _split_at_short_lines(block: list[Line]) -> list[list[Line]]:
    """Paragraphs without space between them: a line ends one if the next word would have had room in it."""
    edge = max(line.right for line in block)
    found = [[block[0]]]
    for before, line in pairwise(block):
        # A sign does not stand alone at the end of a line.
        word = _WORD.match(line.words)
        first = len(word[0]) + 1 if word else 1
        needed = (line.right - line.left) / len(line.words) * first + line.height / 2
        if before.right + needed < edge:
            found.append([])
        found[-1].append(line)
    return found


def _gathered(paragraphs: list[str]) -> list[str]:
    """The labels of a chart, scattered by the dozen, make one paragraph."""
    found: list[str] = []
    run: list[str] = []
    for each in [*paragraphs, ""]:
        if each and len(each) <= _FRAGMENT:
            run.append(each)
            continue
        found += [" ".join(run)] if len(run) > 2 else run
        found += [each] if each else []
        run = []
    return found
