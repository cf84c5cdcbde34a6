"""Where everyone stands on the people map: a layout that is the same on every visit and needs no dragging."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.accounts.models import SAYS
from app.accounts.people_map import NOWHERE
from app.web.pictures.faces import Face

RADII = {"decides": 27, "shapes": 23, "uses": 20}
DENSE_RADII = {"decides": 19, "shapes": 17, "uses": 15}
DENSE_ABOVE = 24
MAP_WIDTH, NARROWEST, ROOMY = 930, 170, 186
LANE = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """One person's place: the centre of the disc, its radius, and the stack it stands in."""

    face: Face
    x: float
    y: float
    r: int
    row: int
    rows: int
    column: float

    def is_above(self, other: "Spot") -> bool:
        """Right above the other in one stack, with nobody between."""
        return self.x == other.x and self.face.say == other.face.say and other.row == self.row + 1


@dataclass(slots=True)
class Layout:
    width: float
    step: int
    dense: bool
    column_width: float
    height: float = 0
    spots: dict[str, Spot] = field(default_factory=dict)
    bands: list[tuple[str, float, float]] = field(default_factory=list)
    columns: list[tuple[str, float, float]] = field(default_factory=list)


def lay_out(faces: Sequence[Face], departments: Sequence[str]) -> Layout:
    """Columns are departments, bands are how much say, people stack; wide columns take several abreast."""
    names = all_departments(faces, departments)
    width = max(MAP_WIDTH / len(names), NARROWEST)
    dense = len(faces) > DENSE_ABOVE
    abreast = max(1, int(width // ROOMY))
    layout = Layout(width * len(names) + 8, 52 if dense else 68, dense, width / abreast)
    layout.columns = [(name, i * width, width) for i, name in enumerate(names)]
    y = 30.0
    for say, label in SAYS.items():
        tall = _place_band(layout, faces, names, say, y, width, abreast)
        layout.bands.append((label, y, tall))
        y += tall + 8
    layout.height = y
    return layout


def all_departments(faces: Iterable[Face], departments: Sequence[str]) -> list[str]:
    """The given order first; people elsewhere get a column of their own rather than vanish."""
    names = list(dict.fromkeys(departments))
    for face in faces:
        if (name := face.department or NOWHERE) not in names:
            names.append(name)
    return names or [NOWHERE]


def _place_band(
    layout: Layout, faces: Sequence[Face], names: list[str], say: str, y: float, width: float, abreast: int
) -> float:
    cells: dict[str, list[Face]] = defaultdict(list)
    for face in faces:
        if face.say == say:
            cells[face.department or NOWHERE].append(face)
    r = (DENSE_RADII if layout.dense else RADII)[say]
    rows = max([-(-len(cell) // abreast) for cell in cells.values()] or [1])
    for index, name in enumerate(names):
        cell = cells.get(name, [])
        for place, face in enumerate(cell):
            row, beside = divmod(place, abreast)
            stacked = (len(cell) - beside + abreast - 1) // abreast
            left = index * width + beside * width / abreast
            down = y + (58 if layout.dense else 66) + row * layout.step
            layout.spots[face.id] = Spot(face, left + LANE, down, r, row, stacked, left)
    return 40 + rows * layout.step
