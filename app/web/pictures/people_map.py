"""The people map: who is in the room, how much say each has, how warm, and who moves whom."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.web.pictures.faces import Face, Influence
from app.web.pictures.map_layout import Layout, lay_out
from app.web.pictures.map_lines import arrow_heads, draw_lines
from app.web.pictures.map_nodes import draw_node
from app.web.pictures.words import fit, many

WIDE_ABOVE = 1000


def people_map(
    faces: Sequence[Face],
    influences: Sequence[Influence],
    departments: Sequence[str],
    stages: Sequence[str],
    account_name: str,
    uid: str = "map",
) -> Markup:
    """Give `uid` when a page holds two maps. The list view beside it carries the same facts."""
    layout = lay_out(faces, departments)
    uid_safe = escape(uid)
    classes = _classes(layout, faces)
    inside = (
        f"<defs>{arrow_heads(uid)}</defs>{_bands(layout)}{_columns(layout)}"
        f"{draw_lines(layout, influences, uid)}{_band_titles(layout)}"
        + "".join(draw_node(layout.spots[face.id], layout, stages) for face in faces)
    )
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="{classes}" viewBox="0 0 {layout.width:.0f} {layout.height:.0f}" role="group"'
        f' aria-labelledby="{uid_safe}-t" aria-describedby="{uid_safe}-d">'
        f'<title id="{uid_safe}-t">People map, {escape(account_name)}</title>'
        f'<desc id="{uid_safe}-d">{escape(_described(faces, layout))}</desc>{inside}</svg>'
    )


def _classes(layout: Layout, faces: Sequence[Face]) -> str:
    classes = "people-map"
    if layout.dense:
        classes += " is-dense"
    if layout.width > WIDE_ABOVE:
        classes += " is-wide"
    if layout.dense and any(face.selected for face in faces):
        classes += " has-selected"
    return classes


def _bands(layout: Layout) -> str:
    return "".join(
        f'<rect class="band" x="0" y="{y:g}" width="{layout.width:.0f}" height="{tall:g}" rx="6"/>'
        for _, y, tall in layout.bands
    )


def _band_titles(layout: Layout) -> str:
    """Drawn after the lines, with a halo, so that the names of bands stay readable."""
    return "".join(
        f'<text class="band-t" x="14" y="{y + 21:g}" aria-hidden="true">{label}</text>' for label, y, _ in layout.bands
    )


def _columns(layout: Layout) -> str:
    return "".join(
        f'<text class="col-t" x="{x + 14:.0f}" y="18" aria-hidden="true">{escape(fit(name, width - 22, 12))}'
        f"<title>{escape(name)}</title></text>"
        for name, x, width in layout.columns
    )


def _described(faces: Sequence[Face], layout: Layout) -> str:
    said = [f"{many(len(faces), 'person', 'people')} in {many(len(layout.columns), 'department')}."]
    warm = [face.name for face in faces if face.warmth >= 3 and not face.is_quiet]
    quiet = [f"{face.name}, {many(face.quiet_days, 'day')}" for face in faces if face.quiet_days is not None]
    if warm:
        said.append(f"Warmest: {', '.join(warm[:8])}.")
    if quiet:
        said.append(f"Quiet: {'; '.join(quiet[:8])}.")
    return " ".join(said)
