"""What a file is called, and the title that can be read out of that."""

import re

from app.core import text

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def file_name_of(given: str) -> str:
    """The last part of a path as somebody's machine wrote it, on one line, without control or direction marks."""
    return text.one_line(given.replace("\\", "/").rstrip("/").rpartition("/")[2]) or "file"


def title_of(file_name: str) -> str:
    """A title to begin with: the name without its ending, its hyphens and underscores read as spaces."""
    stem = _ENDING.sub("", file_name_of(file_name))
    words = text.one_line(re.sub(r"[_\-.]+", " ", stem))
    return words[:1].upper() + words[1:] if words else "Untitled"
