"""Pictures drawn on the server as SVG: no script, no inline style, and words for whoever cannot see them.

Every function here is a Jinja global under its own name. Their arguments are in faces.py.
"""

from app.web.pictures.avatar import avatar
from app.web.pictures.bar import bar, ring
from app.web.pictures.body_language import body_language
from app.web.pictures.dwell import dwell
from app.web.pictures.faces import BodyRow, Face, Flag, Influence, Mark, PageRead, UsagePart
from app.web.pictures.people_map import people_map
from app.web.pictures.pips import pips
from app.web.pictures.sheet import sheet
from app.web.pictures.spark import spark
from app.web.pictures.trace import trace
from app.web.pictures.usage_bar import usage_bar
from app.web.pictures.words import minutes, minutes_short, reading_time

PICTURES = (
    avatar, bar, body_language, dwell, minutes, minutes_short, people_map, pips, reading_time, ring, sheet, spark,
    trace, usage_bar,
)  # fmt: skip

__all__ = [
    "PICTURES", "BodyRow", "Face", "Flag", "Influence", "Mark", "PageRead", "UsagePart", "avatar", "bar",
    "body_language", "dwell", "minutes", "minutes_short", "people_map", "pips", "reading_time", "ring", "sheet",
    "spark", "trace", "usage_bar",
]  # fmt: skip
