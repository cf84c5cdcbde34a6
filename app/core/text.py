"""Plain text: cleaning what people type, slugs, initials and word counts."""

import re
import unicodedata

_CONTROL = {c for c in range(32) if c not in (9, 10, 13)} | set(range(127, 160)) | {0x2028, 0x2029}
_BIDI = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A)) | {0x200E, 0x200F, 0x61C}
_GONE = dict.fromkeys(_CONTROL | _BIDI | {0xFEFF})


def tidy(value: str, limit: int = 10_000) -> str:
    """Typed text without control or direction marks, NFC, trimmed, at most `limit` characters."""
    return unicodedata.normalize("NFC", value[: limit * 2].translate(_GONE)).strip()[:limit]


def one_line(value: str, limit: int = 200) -> str:
    """The same on one line, spaces folded, with at most three combining marks in a row."""
    folded = " ".join(tidy(value, limit * 2).split())
    kept: list[str] = []
    marks = 0
    for char in folded:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 3:
            kept.append(char)
    return "".join(kept)[:limit]


def slug(value: str, limit: int = 60) -> str:
    """Words without case or accents joined by hyphens, in any script: two names with one slug are one name."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", value.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare).strip("-")[:limit] or "untitled"


def initials(name: str) -> str:
    """One or two letters that stand for a person."""
    words = [word for word in re.split(r"[\s\-]+", name) if word and word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def first_name(name: str) -> str:
    """What a person is greeted by."""
    return name.split()[0] if name.split() else name


def word_count(value: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"\w+", value))
