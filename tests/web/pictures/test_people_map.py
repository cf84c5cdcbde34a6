"""The people map holds any number of people and departments, and escapes every word."""

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from app.web.pictures import people_map
from app.web.pictures.faces import Face, Influence
from app.web.pictures.map_layout import lay_out
from app.web.pictures.samples import CROWD_LINES, DEPARTMENTS, FACES, LINES, STAGES, crowd


def drawn(faces: list[Face], lines: list[Influence], departments: tuple[str, ...] = DEPARTMENTS) -> str:
    return str(people_map(faces, lines, departments, STAGES, "Fernholt Foods"))


@pytest.mark.parametrize("faces", [[], FACES, crowd(50)], ids=["nobody", "fourteen", "fifty"])
@pytest.mark.parametrize("departments", [(), DEPARTMENTS[:1], DEPARTMENTS, tuple("ABCDEFGH")])
def test_it_is_well_formed_and_shows_everyone(faces: list[Face], departments: tuple[str, ...]) -> None:
    svg = drawn(faces, LINES, departments)
    ElementTree.fromstring(svg)
    assert svg.count('<a class="node') == len(faces)
    assert "style=" not in svg


@pytest.mark.parametrize("faces", [FACES, crowd(50)], ids=["fourteen", "fifty"])
def test_no_two_discs_touch(faces: list[Face]) -> None:
    spots = lay_out(faces, DEPARTMENTS).spots.values()
    for a, b in combinations(spots, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= (a.r + b.r) ** 2


def test_user_words_are_escaped() -> None:
    evil = "<script>\"&'"
    face = replace(FACES[0], name=evil, role=evil, title=evil, initials="<&", department=evil, href='" onload="x')
    svg = str(people_map([face], [], [evil], STAGES, evil))
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert ' onload="' not in svg


def test_a_crowded_map_draws_weak_lines_only_for_the_selected() -> None:
    weak = [line for line in CROWD_LINES if line.strength == 1]
    nobody = [replace(face, selected=False) for face in crowd()]
    assert drawn(nobody, weak).count('class="infl') == 0
    chosen = [replace(face, selected=face.id == weak[0].source_id) for face in nobody]
    assert drawn(chosen, weak).count('class="infl') >= 1


def test_an_unknown_stage_is_said() -> None:
    svg = drawn([replace(FACES[0], stage_index=None, stage_name=None)], [])
    assert "stage unknown" in svg
    assert "pip-unknown" in svg


def test_lines_to_people_who_left_are_dropped() -> None:
    assert 'class="infl' not in drawn(FACES, [Influence("p0", "gone"), Influence("gone", "p0"), Influence("p0", "p0")])


def test_two_maps_share_no_ids() -> None:
    both = str(people_map(FACES, LINES, DEPARTMENTS, STAGES, "A")) + str(
        people_map(FACES, LINES, DEPARTMENTS, STAGES, "B", uid="other")
    )
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
