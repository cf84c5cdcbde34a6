"""Looking into an uploaded CSV file of people before anything is taken from it."""

from dataclasses import dataclass

from app.accounts.csv_columns import guess
from app.core import csv_files, text
from app.core.errors import Refused

MOST_ROWS = 5_000
MOST_BYTES = 5 * 1024 * 1024
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Preview:
    """The headings, what each is taken to mean, the first rows, and how many people rows there are."""

    headings: list[str]
    guesses: dict[int, str]
    samples: list[list[str]]
    rows: int


def readable(raw: bytes) -> str:
    """The text of an upload. Raises Refused for one that is too large or no text."""
    if len(raw) > MOST_BYTES:
        raise Refused("This file is larger than 5 MB. Split it and import the parts one after the other.", "file")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("This is an Excel workbook. In Excel choose Save as, then CSV, and upload that.", "file")
    if raw.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Refused("This is not a CSV file.", "file")
    return csv_files.decode(raw).replace("\x00", "")


def look(content: str) -> Preview:
    """What a file holds. Raises Refused when that is no list of people, or too long a one."""
    rows = csv_files.numbered_rows(content)
    _, headings = next(rows, (0, None))
    if not headings:
        raise Refused("There is nothing to read in this file.", "file")
    if len(headings) > MOST_COLUMNS:
        raise Refused(f"This file has {len(headings):,} columns; {MOST_COLUMNS} is the most we read.", "file")
    if any("@" in heading for heading in headings):
        raise Refused("The first line must hold headings such as Name and E-mail; it seems to hold a person.", "file")
    samples: list[list[str]] = []
    count = 0
    for _, cells in rows:
        count += 1
        if len(samples) < 3 and cells:
            samples.append([text.one_line(cell, 60) for cell in (cells + [""] * len(headings))[: len(headings)]])
    if not count:
        raise Refused("This file has headings and no people below them.", "file")
    if count > MOST_ROWS:
        raise Refused(
            f"This file has {count:,} people and {MOST_ROWS:,} is the most we take at once. "
            "Split it and import the parts.",
            "file",
        )
    names = [text.one_line(heading, 60) or f"Column {n}" for n, heading in enumerate(headings, 1)]
    return Preview(names, guess(headings), samples, count)
