"""Pages a second and memory of one worker on a PDF of 200 pages, against pdftoppm on the same file in the same run.

    python -m bench.documents

The file is made here: headings, text in columns, tables, a chart of a few hundred lines and, on every fifth page, a
photograph of two megapixels. Both draw it 1,400 points wide; ours also writes
WebP, reads the text in paragraphs, and writes the copy that may be handed out. pdftoppm writes JPEG, and PNG.
"""

import io
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from PIL import Image

from app.core.child import run
from app.documents import limits
from tests.documents.pdfs import joined

PAGES, ROUNDS = 200, 2
WORDS = (
    "cold",
    "chain",
    "depot",
    "payback",
    "month",
    "freight",
    "energy",
    "summer",
    "rate",
    "cost",
    "waiting",
    "tariff",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        paper = Path(name) / "paper.pdf"
        paper.write_bytes(a_paper())
        print(f"{PAGES} pages, {paper.stat().st_size / 1e6:.1f} MB, best of {ROUNDS}\n")
        print("| | pages a second | a second of CPU | peak memory |\n|---|---|---|---|")
        ways = {"ours: WebP, text, copy": [sys.executable, "-m", "bench.documents", str(paper)]}
        if shutil.which("pdftoppm"):
            shared = ["pdftoppm", "-scale-to-x", "1400", "-scale-to-y", "-1"]
            ways["pdftoppm: JPEG"] = [*shared, "-jpeg", str(paper)]
            ways["pdftoppm: PNG"] = [*shared, "-png", str(paper)]
        measured: dict[str, list[tuple[float, float, int]]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, words in ways.items():
                folder = Path(tempfile.mkdtemp(dir=name))
                measured[way].append(timed([*words, str(folder if "bench.documents" in words else folder / "p")]))
        for way, found in measured.items():
            wall, cpu, peak = (min(column) for column in zip(*found, strict=True))
            print(f"| {way} | {PAGES / wall:.1f} | {PAGES / cpu:.1f} | {peak} MB |")


def timed(words: list[str]) -> tuple[float, float, int]:
    """Seconds on the clock and of CPU, and the peak of the largest process, in megabytes."""
    started = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    assert status == 0, words
    return wall, used.ru_utime + used.ru_stime, int(said) if said.strip().isdigit() else used.ru_maxrss >> 10


def _ours(paper: Path, folder: Path) -> None:
    """As the worker does it; prints the peak of the child, which holds the document."""
    given = {"path": str(paper), "folder": str(folder), "format": "pdf", "page_limit": 300}
    found = run("app.documents.pages:pages_of", given, limits.DOCUMENT)
    assert len(found["pages"]) == PAGES
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)


def a_paper() -> bytes:
    """The same bytes each time."""
    dice = random.Random(7)
    photo = _photo(dice)
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        5: _stream(
            photo, b"/Type/XObject/Subtype/Image/Width 1600/Height 1200/ColorSpace/DeviceRGB/BitsPerComponent 8"
            b"/Filter/DCTDecode"
        ),
    }  # fmt: skip
    kids = []
    for number in range(PAGES):
        at = 10 + 2 * number
        kids.append(f"{at} 0 R")
        objects[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {at + 1} 0 R/Resources<</Font<</F1 3 0 R"
            "/F2 4 0 R>>/XObject<</P 5 0 R>>>>>>"
        ).encode()
        objects[at + 1] = _stream(zlib.compress(_drawing(number, dice).encode()), b"/Filter/FlateDecode")
    objects[2] = f"<</Type/Pages/Count {PAGES}/Kids[{' '.join(kids)}]>>".encode()
    return joined(objects, "")


def _drawing(number: int, dice: random.Random) -> str:
    parts = [f"BT /F1 20 Tf 50 780 Td (Section {number + 1}: {_words(dice, 5)}) Tj ET"]
    for column in (50, 310):
        parts += [f"BT /F2 10 Tf {column} {740 - 13 * line} Td ({_words(dice, 7)}) Tj ET" for line in range(24)]
    for row in range(8):
        parts.append(f"0.8 w 50 {400 - 16 * row} m 545 {400 - 16 * row} l S")
        parts += [
            f"BT /F1 9 Tf {55 + 82 * cell} {404 - 16 * row} Td ({dice.randrange(9999)}) Tj ET" for cell in range(6)
        ]
    if number % 5 == 0:
        parts.append("q 320 0 0 220 50 40 cm /P Do Q")
    else:
        points = " ".join(f"{50 + step} {60 + dice.randrange(180)} l" for step in range(0, 495, 2))
        parts.append(f"0.2 0.4 0.7 RG 50 100 m {points} S")
    return "\n".join(parts)


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def _photo(dice: random.Random) -> bytes:
    """Soft shapes with some noise, as a camera makes them."""
    small = Image.frombytes("RGB", (80, 60), dice.randbytes(80 * 60 * 3))
    out = io.BytesIO()
    small.resize((1600, 1200), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def _stream(body: bytes, about: bytes) -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), about, body)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _ours(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
