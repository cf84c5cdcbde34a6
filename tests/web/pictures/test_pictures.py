"""Every small picture has words, escapes them, and carries no inline style."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from app.engagement.warmth import page_warmth
from app.web.pictures import avatar, bar, body_language, dwell, pips, ring, sheet, spark, trace, usage_bar
from app.web.pictures.faces import BodyRow, Flag, Mark, PageRead, UsagePart
from app.web.pictures.samples import BODY, FACES, SAMPLES, STAGES

NOW = datetime(2024, 11, 14, 13, 0, tzinfo=UTC)
EVIL = '<script>"&'
PICTURES = {
    "avatar": avatar(FACES[0]),
    "trace": trace([14, 0, 48, 156], numbers=True),
    "trace of sixty": trace([5.0] * 60),
    "pips": pips(3, STAGES),
    "spark": spark([2, 1, 0]),
    "bar": bar(1.7, label="all"),
    "ring": ring(3, 0, "none of none"),
    "sheet": sheet("chart"),
    "sheet of a kind nobody knows": sheet("hologram"),
    "usage": usage_bar(SAMPLES["usage"]),
    "usage of nothing": usage_bar([]),
    "dwell": dwell(SAMPLES["dwell"], 29),
    "body": body_language(BODY, NOW, marks=SAMPLES["flags"]),
    "body of nobody": body_language([], NOW),
    "evil body": body_language([BodyRow(EVIL, EVIL, [Mark(1, "read", 9, EVIL)], EVIL)], NOW, marks=[Flag(3, EVIL)]),
    "evil usage": usage_bar([UsagePart("dead", 3, EVIL)], uid=EVIL),
    "evil dwell": dwell([PageRead(3, EVIL, 1, None)], 12),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_well_formed_without_style_or_script(name: str) -> None:
    svg = str(PICTURES[name])
    ElementTree.fromstring(svg)
    assert "style=" not in svg
    assert "<script" not in svg


def test_a_face_says_its_warmth_and_its_name_only_where_asked() -> None:
    assert 'aria-label="Ingrid Solheim: hot"' in avatar(FACES[0])
    assert 'aria-label="hot"' in avatar(FACES[0], named=False)
    assert "quiet for 16 days" in avatar(FACES[8])


def test_the_trace_speaks_of_pages_and_minutes() -> None:
    assert "3 of 4 pages read; longest on page 4, about 3 min" in trace([14, 0, 48, 156])
    assert "None of 2 pages opened" in trace([0, 0])
    assert trace([]) == ""


def test_no_picture_of_reading_says_seconds() -> None:
    for picture in (trace([14, 156]), body_language(BODY, NOW), dwell(SAMPLES["dwell"], 29)):
        assert " s<" not in picture
        assert "second" not in picture


def test_machines_are_named_and_not_counted() -> None:
    row = BodyRow("Petra", "#", [Mark(8, "machine", 0, "scanner"), Mark(7, "unsure", 0, "opened")], "not read")
    svg = body_language([row], NOW)
    assert "1 open not confirmed; 1 machine open, not counted" in svg
    assert "ev-bot" in svg
    assert "ev-unsure" in svg
    assert "read 1 time" not in svg


def test_under_ten_readers_dwell_counts_people() -> None:
    assert "5 of 7" in dwell([PageRead(156, "Curve", 5)], 7)
    assert "3 min" in dwell([PageRead(156, "Curve", 5)], 10)


@pytest.mark.parametrize(("seconds", "warmth"), [(0, 0), (1, 1), (9.9, 1), (10, 2), (40, 3), (89, 3), (90, 4)])
def test_page_warmth_steps(seconds: float, warmth: int) -> None:
    assert page_warmth(seconds) == warmth
