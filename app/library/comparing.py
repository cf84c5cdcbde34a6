"""What differs between two versions of a text, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.library.models import Version

# Comparing takes more than twice the time for twice the lines; beyond this a person reads the two pages anyway.
MOST_LINES, CONTEXT = 1000, 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is on both sides, that went, or that came; a gap stands for lines left out."""

    kind: Literal["same", "old", "new", "gap"]
    words: str


def compare(old: str, new: str) -> list[Line] | None:
    """The changed lines with one around them; empty when the texts are the same, None when they are too long."""
    before, after = _lines(old), _lines(new)
    if max(len(before), len(after)) > MOST_LINES:
        return None
    found: list[Line] = []
    for group in SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT):
        if found:
            found.append(Line("gap", ""))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [Line("same", line) for line in before[i1:i2]]
            else:
                found += [Line("old", line) for line in before[i1:i2]]
                found += [Line("new", line) for line in after[j1:j2]]
    return found


def words_of(version: Version | None) -> str:
    """The words of a version: what was written, else the text of its pages."""
    if version is None:
        return ""
    return version.source if version.source is not None else "\n".join(page.text for page in version.pages)


def _lines(whole: str) -> list[str]:
    return [line.strip() for line in whole.splitlines() if line.strip()]
