"""CSV in and out: any encoding people send, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def decode(raw: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def numbered_rows(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the line of the text it begins on; None for one too long or too broken to read.

    Blank rows are left out. Any line ending is understood, and a first line such as `sep=;` names the delimiter.
    """
    lines = io.StringIO(text.replace("\x00", ""), newline="")
    first = lines.readline()
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == 5:
        delimiter, before = named[4], 1
    else:
        delimiter, before = max(",;\t", key=first.count), 0
        lines.seek(0)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    while True:
        line = before + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, ValueError):
            yield line, None
            continue
        if any(cell.strip() for cell in row):
            yield line, row


def guard(cell: object) -> str:
    """A cell that a spreadsheet shows and does not run."""
    text = "" if cell is None else str(cell)
    return "'" + text if text.startswith(_FORMULA) else text


def write(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A CSV text with every cell guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guard(cell) for cell in header])
    writer.writerows([[guard(cell) for cell in line] for line in lines])
    return out.getvalue()
