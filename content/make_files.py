"""Makes the deck, the Word file and the video of the starter library. Needs ffmpeg and the DejaVu fonts."""

import math
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from docx import Document
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

STARTER = Path(__file__).parent / "starter"
AT = datetime(2026, 10, 1, 9, 0)  # noqa: DTZ001  (Office keeps no zone)
INK, ICE = RGBColor(0x17, 0x2B, 0x3A), RGBColor(0x2A, 0x6F, 0x8F)
SLIDES = [
    (
        "Your rollout, before the first fitter arrives",
        [
            "Five slides for the kick-off, sixty minutes with everybody who will be rung at night",
            "Put your depot names in before you send it",
        ],
        "Ask who is missing from the room. Somebody always is.",
    ),
    (
        "What we agreed",
        [
            "Stop or go in week 11, on five measures that you read out",
            "Two depots a day, four hours each, no chamber emptied",
            "No fitting in the two weeks before a bank holiday",
        ],
        "Read the five measures aloud. They are in the depot rollout plan.",
    ),
    (
        "Who does what",
        [
            "Depot manager: one hour, and a list of telephone numbers that works",
            "Quality lead: signs each depot, and says when paper ends",
            "Wintermere: two fitters, one helper on the telephone, the night desk",
        ],
        "Ring each number on the list during the meeting.",
    ),
    (
        "What usually goes wrong",
        [
            "Foil-faced panels need a second gateway",
            "A stock-taking day is a bad day",
            "The alarm list holds somebody who has retired",
        ],
        "Let them add a fourth.",
    ),
    (
        "What happens on Monday",
        [
            "Three depots named, and the one you would leave to last",
            "The shift leads who come to the first fitting",
            "A date for week 11",
        ],
        "Leave with three names and one date.",
    ),
]
QUESTIONS = (
    "Which room warms first, and who knows?",
    "What hung here before, and who reads it?",
    "When did it last go wrong, and how did they find out?",
    "Who is rung at three in the morning?",
    "What would they never change?",
)
WIDE, TALL, RATE, SECONDS = 640, 360, 8, 16
FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSans"


def deck(target: Path) -> None:
    """Five slides with notes."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for title, lines, note in SLIDES:
        slide = made.slides.add_slide(made.slide_layouts[5])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = Inches(0.9), Inches(0.6), Inches(11.5), Inches(1.2)
        head.text = title
        style(head.text_frame.paragraphs[0], 36, INK, bold=True)
        body = slide.shapes.add_textbox(Inches(0.9), Inches(2.1), Inches(11.2), Inches(4.6)).text_frame
        body.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = body.add_paragraph() if number else body.paragraphs[0]
            paragraph.text, paragraph.space_after = line, Pt(14)
            style(paragraph, 24, INK if number else ICE)
        slide.notes_slide.notes_text_frame.text = note
    sign(made.core_properties, "Kick-off deck")
    made.save(target)


def style(paragraph, size, colour, bold=None):  # type: ignore[no-untyped-def]
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
    paragraph.alignment = 1


def sign(properties, title):  # type: ignore[no-untyped-def]
    properties.author, properties.title = "Wintermere", title
    properties.created = properties.modified = AT


def notes(target: Path) -> None:
    """A sheet to fill in."""
    made = Document()
    sign(made.core_properties, "Notes of a site visit")
    made.add_heading("Notes of a site visit", 0)
    made.add_paragraph(
        "Fill it in on the same day. Send the first page to whoever walked with you, and ask what you got wrong."
    )
    made.add_heading("The store", 1)
    table = made.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ask", "What you saw or were told"
    for question in QUESTIONS:
        table.add_row().cells[0].text = question
    made.add_heading("The people", 1)
    for line in (
        "Who walked with you, and whom they named",
        "Who was not there and should have been",
        "The sentence somebody said that you want to remember",
    ):
        made.add_paragraph(line, style="List Bullet")
    made.add_heading("Before you leave", 1)
    for line in (
        "One thing they did not know and now do",
        "One thing we cannot do for them, said aloud",
        "A day for the next conversation",
    ):
        made.add_paragraph(line, style="List Number")
    made.save(target)


def video(target: Path) -> None:
    """One alarm, drawn as a line that rises and falls again."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RATE * SECONDS):
            frame(number / (RATE * SECONDS - 1)).save(f"{folder}/{number:04}.png")
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-framerate", str(RATE), "-i", f"{folder}/%04d.png", "-c:v", "libvpx-vp9",
             "-b:v", "0", "-crf", "44", "-pix_fmt", "yuv420p", "-g", "64", "-fflags", "+bitexact", "-flags:v",
             "+bitexact", str(target)],
            check=True,
        )  # fmt: skip


def frame(part: float) -> Image.Image:
    """The picture when `part` of the time is over."""
    head, plain, large = (
        ImageFont.truetype(f"{FONTS}{name}.ttf", size) for name, size in (("-Bold", 26), ("", 16), ("-Bold", 44))
    )
    pale, grey, warm = (240, 246, 248), (150, 178, 190), (255, 190, 110)
    image = Image.new("RGB", (WIDE, TALL), (18, 38, 52))
    draw = ImageDraw.Draw(image)
    draw.text((32, 24), "Three in the morning", font=head, fill=pale)
    draw.text((32, 60), "Chamber 2, warm corner", font=plain, fill=grey)
    draw.line((32, height(5), 470, height(5)), fill=(190, 120, 60))
    draw.text((32, height(5) - 20), "5 °C limit", font=plain, fill=(210, 150, 90))
    points = [(32 + 438 * step / 200, height(degrees(step / 200))) for step in range(int(200 * part) + 1)]
    if len(points) > 1:
        draw.line(points, fill=(120, 205, 230), width=3)
    now = degrees(part)
    draw.text((500, 130), f"{now:.1f}°", font=large, fill=warm if now > 5 else pale)
    draw.text((500, 190), f"03:{int(part * 32):02d}", font=plain, fill=grey)
    words = said(part)
    draw.text((500, 230), "\n".join(words.split(" ", 2) if len(words) > 16 else [words]), font=plain, fill=pale)
    return image


def degrees(part: float) -> float:
    """How warm the corner is."""
    calm = 3 + 0.25 * math.sin(part * 9)
    return calm + max(0, (part - 0.38)) * 14 if part < 0.62 else max(3.1, 6.5 - (part - 0.62) * 12)


def height(value: float) -> float:
    return 320 - (value - 1) / 6 * 210


def said(part: float) -> str:
    lines = ((0.38, "Nobody is there."), (0.5, "A strip curtain is caught."), (0.66, "One telephone rings."))
    for until, words in (*lines, (0.8, "“I have it.”")):
        if part < until:
            return words
    return "Door shut. Back to sleep."


if __name__ == "__main__":
    deck(STARTER / "rollout" / "kick-off-deck.pptx")
    notes(STARTER / "sales-kit" / "site-visit-notes.docx")
    video(STARTER / "market" / "three-in-the-morning.webm")
