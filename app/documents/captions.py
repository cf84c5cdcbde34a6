"""Captions of a video: WebVTT or SubRip read strictly and written anew, words and times only."""

import html
import re
from dataclasses import dataclass

from app.core import text
from app.core.errors import Refused

SIZE_LIMIT, MOST_CUES, LONGEST_CUE = 1_000_000, 10_000, 500
_TIME = r"(?:(\d{1,2}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"<[^<>]{0,200}>")
_FIELD = "captions"


@dataclass(frozen=True)
class Captions:
    """`vtt` is the file as it is kept; `transcript` what is said, a line a cue."""

    vtt: str
    transcript: str


def read(body: bytes) -> Captions:
    """Raises Refused on the field `captions`."""
    if len(body) > SIZE_LIMIT:
        raise Refused(f"This captions file is larger than {SIZE_LIMIT // 1000} kB.", _FIELD)
    try:
        given = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("This captions file is not text in UTF-8. Save it as WebVTT (.vtt).", _FIELD) from None
    lines = given.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _cues(lines)
    if not cues:
        raise Refused("There are no captions in this file. Choose a WebVTT (.vtt) or SubRip (.srt) file.", _FIELD)
    written = [f"{_written(a)} --> {_written(b)}\n{html.escape(words, quote=False)}" for a, b, words in cues]
    said = [words.replace("\n", " ") for _, _, words in cues]
    return Captions("WEBVTT\n\n" + "\n\n".join(written) + "\n", "\n".join(dict.fromkeys(said)))


def _cues(lines: list[str]) -> list[tuple[int, int, str]]:
    """(start, end) in milliseconds and the words, of each cue that says something."""
    found: list[tuple[int, int, str]] = []
    last = 0
    for number, line in enumerate(lines):
        times = _TIMES.fullmatch(line[:400])
        if "-->" in line and times is None:
            raise Refused(f"Line {number + 1} of this captions file has times that cannot be read.", _FIELD)
        if times is None:
            continue
        start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
        if start >= end or start < last:
            raise Refused(f"Line {number + 1} of this captions file goes back in time.", _FIELD)
        last = start
        words = _words(lines, number + 1)
        if words:
            found.append((start, end, words))
        if len(found) > MOST_CUES:
            raise Refused(f"This captions file has more than {MOST_CUES:,} captions.", _FIELD)
    return found


def _words(lines: list[str], start: int) -> str:
    """The lines of a cue without markup, up to the blank one that ends it."""
    kept = []
    for line in lines[start : start + 10]:
        if not line.strip():
            break
        kept.append(" ".join(text.tidy(html.unescape(_TAG.sub("", line)), LONGEST_CUE).split()))
    return "\n".join(each for each in kept if each)[:LONGEST_CUE]


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _written(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
