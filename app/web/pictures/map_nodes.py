"""One person on the people map: a link whose name says everything the disc shows."""

from collections.abc import Sequence

from markupsafe import escape

from app.web.pictures.faces import Face
from app.web.pictures.heat import ring
from app.web.pictures.map_layout import Layout, Spot
from app.web.pictures.pips import draw_pips, stage_words
from app.web.pictures.words import STANCE, fit, warmth_word

SIGN = {"for": "+", "undecided": "?", "against": "−"}
NO_ROLE = "Role not set"
LANE_SPARE = -6
STANCE_CLASS = {"for": "s1", "undecided": "s0", "against": "s-1"}


def draw_node(spot: Spot, layout: Layout, stages: Sequence[str]) -> str:
    face, x, y, r = spot.face, spot.x, spot.y, spot.r
    quiet = " is-quiet" if face.is_quiet else ""
    left, width = x - r - 10, layout.column_width - (LANE_SPARE + x - r - 10 - spot.column)
    hit = f'<rect class="hit" x="{left:g}" y="{y - r - 8:g}" width="{width:.0f}" height="{2 * r + 16}" rx="6"/>'
    current = ' aria-current="true"' if face.selected else ""
    classes = "node" + (" is-selected" if face.selected else "") + quiet
    names, whole = _names(spot, left + width)
    link = (
        f'<a class="{classes}" href="{escape(face.href or "#")}" aria-label="{escape(said(face, stages))}"{current}>'
        f"{whole}{hit}</a>"
    )
    return f'{link}<g class="node-g{quiet}" aria-hidden="true">{names}{_disc(spot)}{_below(spot, layout, stages)}</g>'


def said(face: Face, stages: Sequence[str]) -> str:
    parts = [f"{face.name} {face.role or NO_ROLE}"]
    if face.title:
        parts.append(face.title)
    stage = stage_words(face.stage_index, stages).lower() if face.stage_index is None else face.stage_name
    known = f"stage {stage}" if face.stage_index is not None and stage else "stage unknown"
    parts.append(f"{warmth_word(face.warmth, face.quiet_days)}, {STANCE[face.stance]}, {known}")
    if face.is_new:
        parts.append("New")
    return ". ".join(parts) + "."


def _names(spot: Spot, right: float) -> tuple[str, str]:
    """The words as drawn, and the whole of them for the pointer where they had to be shortened."""
    face, x = spot.face, spot.x + spot.r + 15
    # The guess at a word's width is on the safe side, and the gap before the next column may be used.
    room = right - x + 12
    name, role = fit(face.name, room, 13), fit(face.role or NO_ROLE, room, 12)
    drawn = (
        f'<text class="nm" x="{x:g}" y="{spot.y - 7:g}">{escape(name)}</text>'
        f'<text class="rl" x="{x:g}" y="{spot.y + 8:g}">{escape(role)}</text>'
    )
    if (name, role) == (face.name, face.role or NO_ROLE):
        return drawn, ""
    return drawn, f"<title>{escape(face.name)}\n{escape(face.role or NO_ROLE)}</title>"


def _disc(spot: Spot) -> str:
    face, x, y, r = spot.face, spot.x, spot.y, spot.r
    sx, sy, cls = x + (r + 3) * 0.74, y + (r + 3) * 0.74, STANCE_CLASS[face.stance]
    return (
        f'<circle class="disc" cx="{x:g}" cy="{y:g}" r="{r}"/>{ring(x, y, r + 3, face.warmth, face.is_quiet, 4)}'
        f'<text class="ini" x="{x:g}" y="{y:g}" dy=".36em">{escape(face.initials[:3])}</text>'
        f'<circle class="stance {cls}" cx="{sx:.1f}" cy="{sy:.1f}" r="7.5"/>'
        f'<text class="stance-t {cls}" x="{sx:.1f}" y="{sy:.1f}" dy=".35em">{SIGN[face.stance]}</text>'
    )


def _below(spot: Spot, layout: Layout, stages: Sequence[str]) -> str:
    """Stage pips, and then the newer of two facts: new beats quiet, since a new person cannot have gone quiet."""
    face, x, y = spot.face, spot.x + spot.r + 15, spot.y + (14 if layout.dense else 17)
    drawn = draw_pips(x, y, face.stage_index, len(stages))
    after = x + len(stages) * 9 + 5
    if face.is_new:
        return drawn + (
            f'<rect class="map-new" x="{after:g}" y="{y - 5:g}" width="31" height="15" rx="3"/>'
            f'<text class="map-new-t" x="{after + 15.5:g}" y="{y + 2.5:g}" dy=".35em">New</text>'
        )
    if face.is_quiet:
        room = spot.column + layout.column_width - after
        said = f"{'quiet ' if room > 46 else ''}{face.quiet_days} d"
        drawn += f'<text class="tag-q-t" x="{after:g}" y="{y + 2:g}" dy=".35em">{said}</text>'
    return drawn
