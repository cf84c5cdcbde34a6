"""What the pictures are drawn from: plain facts about people, lines between them, and what they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Say = Literal["decides", "shapes", "uses"]
Stance = Literal["for", "undecided", "against"]
MarkKind = Literal["sent", "read", "machine", "unsure", "download"]


@dataclass(frozen=True, slots=True)
class Face:
    """One person as the pictures show them. Warmth is 0 (not opened) to 4 (hot)."""

    id: str
    name: str
    initials: str
    role: str = ""
    title: str = ""
    department: str = ""
    say: Say = "uses"
    stance: Stance = "undecided"
    stage_index: int | None = None
    stage_name: str | None = None
    warmth: int = 0
    quiet_days: int | None = None
    is_new: bool = False
    href: str = ""
    selected: bool = False

    @property
    def is_quiet(self) -> bool:
        return self.quiet_days is not None


@dataclass(frozen=True, slots=True)
class Influence:
    """A line on the people map. Strength is 1 to 3; sign is 1 (influences) or -1 (pushes back)."""

    source_id: str
    target_id: str
    strength: int = 1
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened, placed by its age in days. Seconds is reading time, 0 where nothing was read."""

    days_ago: float
    kind: MarkKind
    seconds: float = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A call or meeting, drawn across every row of the body language."""

    days_ago: float
    text: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One person's six weeks. Status is the word at the end of the row; quiet rows get a dashed line."""

    name: str
    href: str
    items: Sequence[Mark]
    status: str = ""
    quiet_days: int | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class UsagePart:
    """One stretch of the usage bar. Kind chooses its pattern: used, fade, old or dead."""

    kind: Literal["used", "fade", "old", "dead"]
    count: int
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """How one page is read: the median seconds of those who read it, and how many did."""

    seconds: float
    title: str = ""
    readers: int = 0
    thumb_href: str | None = None
