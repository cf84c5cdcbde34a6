"""The lines of influence on the people map, kept to the lanes left of each column."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from markupsafe import escape

from app.web.pictures.faces import Influence
from app.web.pictures.map_layout import Layout, Spot

ENTRIES = (0, -9, 9, -16, 16)
LANES = 4


def draw_lines(layout: Layout, influences: Sequence[Influence], uid: str) -> str:
    """Crowded maps leave weak lines out unless one of their ends is selected."""
    into: Counter[str] = Counter()
    lanes: dict[float, int] = defaultdict(int)
    drawn = []
    for line in influences:
        source, target = layout.spots.get(line.source_id), layout.spots.get(line.target_id)
        if source is None or target is None or source is target:
            continue
        chosen = source.face.selected or target.face.selected
        if layout.dense and line.strength < 2 and not chosen:
            continue
        entry = ENTRIES[into[line.target_id] % len(ENTRIES)]
        into[line.target_id] += 1
        drawn.append(_line(line, source, target, entry, lanes, layout.step, chosen, uid))
    return "".join(drawn)


def arrow_heads(uid: str) -> str:
    """Markers live in the picture's own defs: a marker in another file is not drawn."""
    return "".join(
        f'<marker id="{escape(uid)}-arrow{name}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="6"'
        f' markerHeight="6" orient="auto-start-reverse" markerUnits="userSpaceOnUse">'
        f'<path d="M1 1 7 4 1 7z" class="arrowhead{name}"/></marker>'
        for name in ("", "-neg")
    )


def _line(
    line: Influence, a: Spot, b: Spot, entry: int, lanes: dict[float, int], step: int, chosen: bool, uid: str
) -> str:
    name = "-neg" if line.sign < 0 else ""
    classes = (
        f"infl infl-{max(1, min(3, line.strength))}" + (" infl-neg" if name else "") + (" is-on" if chosen else "")
    )
    path = _path(a, b, entry, lanes, step)
    return f'<path class="{classes}" d="{path}" marker-end="url(#{escape(uid)}-arrow{name})"/>'


def _path(a: Spot, b: Spot, entry: int, lanes: dict[float, int], step: int) -> str:
    """Straight up where nobody is in the way; otherwise out into the lane, along it, and in again."""
    if b.y > a.y and not a.is_above(b):
        return _around(a, b, lanes)
    neighbours = b.is_above(a)
    if neighbours and b.y < a.y:
        # Between two who stand one above the other there is no room for a curve.
        return f"M{a.x:.0f} {a.y - a.r - 4:.0f}V{b.y + b.r + 8:.0f}"
    if a.row > 0 and not neighbours:
        x = _lane(a, lanes)
        top = a.y - a.row * step - 12
        start = (
            f"M{a.x - a.r - 5:.0f} {a.y - 4:.0f}C{x + 4:.0f} {a.y - 8:.0f} {x:.0f} {a.y - 20:.0f}"
            f" {x:.0f} {a.y - 34:.0f}V{top:.0f}"
        )
        lead = (x, top - max(34, (top - b.y) * 0.4))
    else:
        start = f"M{a.x:.0f} {a.y - a.r - 5:.0f}"
        lead = (a.x, a.y - a.r - max(26, (a.y - b.y) * 0.42))
    if b.row < b.rows - 1 and not neighbours:
        x = _lane(b, lanes)
        low = b.y + step * (b.rows - 1 - b.row) + 22
        end = f"C{lead[0]:.0f} {lead[1]:.0f} {x:.0f} {low + 40:.0f} {x:.0f} {low:.0f}V{b.y + 28:.0f}"
        return f"{start}{end}C{x:.0f} {b.y + 14:.0f} {x + 2:.0f} {b.y + 5:.0f} {b.x - b.r - 9:.0f} {b.y + 2:.0f}"
    below = b.y + b.r
    bend = below + max(24, (a.y - b.y) * 0.34)
    end = f"C{lead[0]:.0f} {lead[1]:.0f} {b.x + entry:.0f} {bend:.0f}"
    return f"{start}{end} {b.x + entry:.0f} {below + 9 + abs(entry) * 0.12:.0f}"


def _around(a: Spot, b: Spot, lanes: dict[float, int]) -> str:
    """Someone with more say influencing someone with less: down the lane, so that it never crosses a disc."""
    x = _lane(b, lanes)
    start = f"M{a.x - a.r - 5:.0f} {a.y + 4:.0f}"
    lane_in = f"C{a.x - a.r - 16:.0f} {a.y + 10:.0f} {x:.0f} {a.y + 24:.0f} {x:.0f} {(a.y + b.y) / 2:.0f}"
    return f"{start}{lane_in}C{x:.0f} {b.y - 20:.0f} {x + 2:.0f} {b.y - 4:.0f} {b.x - b.r - 9:.0f} {b.y - 1:.0f}"


def _lane(spot: Spot, lanes: dict[float, int]) -> float:
    """Each further line in a column's lane moves over a little, so that they stay apart."""
    place = lanes[spot.column] % LANES
    lanes[spot.column] += 1
    return spot.x - spot.r - 14 - place * 4
