"""Files made to do harm: each is refused with a sentence or made harmless, within ten seconds and 500 MB.

Seconds are those of the processor: what it takes when the machine does nothing else.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from tests.documents import office_files, pdfs
from tests.documents.measuring import Cost, costs_of
from tests.documents.test_documents import picture, png

# One process opens them all, so one worker has them all.
pytestmark = pytest.mark.xdist_group("hostile")
SECONDS, MEGABYTES = 10, 500
_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(body: str, size: str = 'viewBox="0 0 90 60"') -> bytes:
    return f"<svg {_SVG} {size}>{body}</svg>".encode()


def svg_of_entities() -> bytes:
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    return f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">{entities}]><svg {_SVG}><text>&j;</text></svg>'.encode()


def svg_of_uses() -> bytes:
    uses = [f"<use href='#x{n - 1}'/>" * 10 for n in range(1, 10)]
    groups = "".join(f"<g id='x{n}'>{use}</g>" for n, use in enumerate(uses, 1))
    return svg(f"<defs><g id='x0'><rect width='1' height='1'/></g>{groups}</defs><use href='#x9'/>")


def svg_of_filters() -> bytes:
    blurs = "<feGaussianBlur stdDeviation='500'/>" * 300
    return svg(f"<filter id='f'>{blurs}</filter>" + "<rect width='900' height='900' filter='url(#f)'/>" * 50)


def pdf_that_draws_itself() -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 12 0 R>>>>/Length 5>>"
    return pdfs.a_pdf(
        content=b"/X Do", page="/Resources<</XObject<</X 12 0 R>>>>", extra=[form + b"\nstream\n/X Do\nendstream"]
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (lambda: office_files.bomb(400), "far more than it should"),
    "a zip bomb that lies": (office_files.lying_bomb, "damaged"),
    "a zip of 20,000 parts": (office_files.many_parts, "5,000 parts"),
    "a billion laughs in Word": (office_files.laughs, "XML entities"),
    "very deep XML in Word": (office_files.nested, "damaged"),
    "macros": (office_files.with_macros, "macros"),
    "a locked Office file": (office_files.encrypted, "password"),
    "an old .doc": (lambda: office_files.old("WordDocument"), ".docx"),
    "an old .ppt": (lambda: office_files.old("PowerPoint Document"), ".pptx"),
    "an old .xls": (lambda: office_files.old("Workbook"), ".xlsx"),
    "OpenDocument": (office_files.open_document, "Save it as PDF"),
    "a zip archive": (office_files.plain_zip, "zip archive"),
    "half a presentation": (lambda: office_files.slides()[:9000], "damaged"),
    "10,000 pages": (lambda: pdfs.a_pdf(["x"] * 10_000), "10,000 pages"),
    "a locked PDF": (pdfs.a_locked_pdf, "password"),
    "half a PDF": (lambda: pdfs.a_pdf()[:200], "damaged"),
    "a bomb in a PDF": (lambda: pdfs.a_bomb(700), "could not be processed"),
    "a page without end": (lambda: pdfs.a_pdf(size="0 0 9999999 9999999"), "size that cannot be shown"),
    "a page tree that holds itself": (
        lambda: pdfs.a_pdf(kids=3).replace(b"[10 0 R 10 0 R 10 0 R]", b"[10 0 R 2 0 R 2 0 R ]"), "damaged"
    ),
    "a page of a million lines": (
        lambda: pdfs.a_pdf(content=b"0 0 m 600 700 l 3 w S 0 700 m 600 0 l S\n" * 400_000), "so we stopped"
    ),
    "a bomb of pixels": (lambda: png(60_000, 60_000), "too big"),
    "a billion laughs in SVG": (svg_of_entities, "SVG"),
    "deep SVG": (lambda: svg("<g>" * 20_000 + "</g>" * 20_000), "too much"),
    "SVG that uses itself up": (svg_of_uses, "SVG"),
    "SVG of filters": (svg_of_filters, "processed"),
}  # fmt: skip
HARMLESS: dict[str, Callable[[], bytes]] = {
    "a scripted PDF": pdfs.a_pdf_with_script,
    "a form that draws itself": pdf_that_draws_itself,
    "200,000 brackets": lambda: pdfs.a_pdf(catalog="/A" + "[" * 200_000 + "]" * 200_000),
    "two million saved states": lambda: pdfs.a_pdf(content=b"q " * 2_000_000),
    "an A0 sheet times ten": lambda: pdfs.a_pdf(size="0 0 14400 14400"),
    "a PDF behind a web page": lambda: b"<script>alert(1)</script>\n" + pdfs.a_pdf(),
    "a PDF before a zip": lambda: pdfs.a_pdf() + office_files.plain_zip(),
    "a picture that is a script": lambda: picture("GIF") + b"/*;alert(1)//<script>alert(1)</script>",
    # What looks like the beginning of a stream must not hide what follows it.
    "a script behind a feigned stream": lambda: pdfs.a_pdf(
        catalog="/OpenAction 13 0 R", extra=[b"<</T(x\\nstream\\n)>>", b"<</S/JavaScript/JS(app.alert\\(1\\))>>"]
    ),
    "a scripted SVG": lambda: svg("<script>alert(1)</script><rect width='9' height='9' onclick='alert(1)'/>"),
}


def written(folder: Path, content: bytes) -> Path:
    folder.mkdir()
    (folder / "given").write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Cost]]:
    """Every file of this module, opened one after the other."""
    root = tmp_path_factory.mktemp("hostile")
    makers = {name: make for name, (make, _) in REFUSED.items()} | HARMLESS
    folders = {name: written(root / str(number), make()) for number, (name, make) in enumerate(makers.items())}
    found = costs_of(list(folders.values()))
    return {name: (folder, cost) for (name, folder), cost in zip(folders.items(), found, strict=True)}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_a_sentence(name: str, costs: dict[str, tuple[Path, Cost]]) -> None:
    cost = costs[name][1]
    assert cost.found is None
    assert REFUSED[name][1] in cost.reason
    assert cost.seconds <= SECONDS


@pytest.mark.parametrize("name", HARMLESS)
def test_it_is_made_harmless(name: str, costs: dict[str, tuple[Path, Cost]]) -> None:
    folder, cost = costs[name]
    assert cost.found is not None, cost.reason
    assert cost.seconds <= SECONDS
    with Image.open(folder / "1.webp") as image:
        assert image.format == "WEBP"
    copy = (folder / "download").read_bytes()
    assert copy.startswith((b"%PDF-", b"RIFF"))
    for trace in (b"<script", b"alert(1)", b"JavaScript", b"/JS", b"PK\x05\x06"):
        assert trace not in copy


def test_none_of_them_takes_more_memory_than_it_may(costs: dict[str, tuple[Path, Cost]]) -> None:
    assert max(cost.peak_mb for _, cost in costs.values()) <= MEGABYTES
