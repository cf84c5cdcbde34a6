"""The words of Office files, a page for each slide, section or sheet; runs in the child only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from app.core import text
from app.core.errors import Refused
from app.documents.formats import SHEET, SLIDES
from app.documents.pdf_pages import TEXT_LIMIT, cleaned

ROWS, COLUMNS, NARROW_ROWS, NARROW_COLUMNS = 2_000, 50, 150, 30
_SECTION = 3_000
_DEEPEST = 12
UNREADABLE = "This Office file is damaged: it does not open. Save it again, or as PDF."


@dataclass
class Reading:
    """What can be read. `holds_more` says that it keeps words which no page shows, such as speaker notes."""

    pages: list[dict[str, str]] = field(default_factory=list)
    title: str = ""
    holds_more: bool = False
    is_narrow: bool = False

    def add(self, title: str, paragraphs: list[str]) -> None:
        words = cleaned("\n\n".join(each.strip() for each in paragraphs if each.strip()), TEXT_LIMIT)
        self.pages.append({"title": text.one_line(cleaned(title, 400)), "text": words})


def reading_of(path: Path, format: str) -> Reading:
    """Raises Refused for a file that cannot be read."""
    read = {SLIDES: _slides, SHEET: _sheets}.get(format, _document)
    try:
        found = read(path)
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception:
        # These libraries meet what is wrong in a file in errors of every kind.
        raise Refused(UNREADABLE) from None
    if not found.pages:
        raise Refused("There is nothing in this Office file to show.")
    return found


def _slides(path: Path) -> Reading:
    from pptx import Presentation

    deck = Presentation(str(path))
    found = Reading(title=_titled(deck.core_properties))
    for slide in deck.slides:
        if slide.element.get("show") in ("0", "false"):
            found.holds_more = True
            continue
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            found.holds_more |= bool(slide.notes_slide.notes_text_frame.text.strip())
        heading = slide.shapes.title
        title = heading.text_frame.text if heading is not None else ""
        found.add(title, list(_words_of(slide.shapes, 0)))
    return found


def _words_of(shapes: Any, depth: int) -> Iterator[str]:
    for shape in shapes:
        if getattr(shape, "has_text_frame", False):
            yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
        elif getattr(shape, "has_table", False):
            yield from (_row([cell.text for cell in row.cells]) for row in shape.table.rows)
        elif hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _words_of(shape.shapes, depth + 1)


def _document(path: Path) -> Reading:
    from docx import Document
    from docx.text.paragraph import Paragraph

    document = Document(str(path))
    found = Reading(title=_titled(document.core_properties))
    title, body, length = "", list[str](), 0
    for block in document.iter_inner_content():
        if not isinstance(block, Paragraph):
            rows = [_row([cell.text for cell in row.cells]) for row in islice(block.rows, ROWS)]
            body += rows
            length += sum(map(len, rows))
            continue
        style = str(block.style.name) if block.style is not None else ""
        is_heading = style in ("Heading 1", "Heading 2")
        if (is_heading or length > _SECTION) and body:
            found.add(title, body)
            title, body, length = "", [], 0
        if is_heading or style == "Title":
            title = title or block.text
        body.append(block.text)
        length += len(block.text)
    if body:
        found.add(title, body)
    return found


def _sheets(path: Path) -> Reading:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    found = Reading(title=_titled(book.properties), is_narrow=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            found.holds_more = True
            continue
        rows = []
        for values in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True):
            cells = ["" if value is None else str(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            found.is_narrow &= len(cells) <= NARROW_COLUMNS
            rows.append(_row(cells))
        found.is_narrow &= len(rows) <= NARROW_ROWS
        found.add(sheet.title, rows)
    return found


def _row(cells: list[str]) -> str:
    return " | ".join(" ".join(cell.split()) for cell in cells)


def _titled(properties: Any) -> str:
    return text.one_line(cleaned(str(properties.title or ""), 400))
