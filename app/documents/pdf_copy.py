"""The copy of a PDF that may be handed out: written anew, and drawn anew if it can do more than be read."""

import mmap
import re
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from app.core.child import report
from app.core.errors import Refused

# What a PDF can do besides being read and linking to the web.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|AA|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Movie|Sound|Rendition|"
    rb"ObjStm)(?![A-Za-z])|/URI\s*(?:<[^<]|\d|\(\s*(?i:javascript|vbscript|data|file))"
)
_STREAM = re.compile(rb"\bstream\r?\n")


def write(document: Any, target: Path) -> None:
    """Raises Refused for what cannot be made harmless.

    pdfium writes every object plainly, so what a copy can do can be read in it.
    """
    try:
        document.save(str(target), flags=raw.FPDF_NO_INCREMENTAL)
        if is_active(target):
            _drawn_anew(document, target)
    except pdfium.PdfiumError:
        raise Refused("This PDF is damaged: it cannot be written anew.") from None
    if is_active(target):
        raise Refused("This PDF holds scripts or attachments that cannot be taken out. Print it to a new PDF.")


def is_active(copy: Path) -> bool:
    """Whether anything between its streams asks for more than to be read; it is never whole in memory."""
    with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        start = 0
        while start < len(body):
            begins = _STREAM.search(body, start)
            end = begins.start() if begins else len(body)
            # Bounded by `end`, so that the bytes of pictures and fonts are not taken for words.
            if _ACTIVE.search(body, start, end):
                return True
            after = body.find(b"endstream", begins.end()) if begins else -1
            start = after + len(b"endstream") if after >= 0 else end if begins is None else begins.end()
    return False


def _drawn_anew(document: Any, target: Path) -> None:
    """A new document with each page's drawing and nothing else; what forms and notes show becomes part of it."""
    bare = pdfium.PdfDocument.new()
    for number in range(len(document)):
        report(len(document), len(document))
        page = document[number]
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        drawing = document.page_as_xobject(number, bare)
        fresh = bare.new_page(*page.get_size())
        fresh.insert_obj(drawing.as_pageobject())
        fresh.gen_content()
    bare.save(str(target))
