"""Invented people and pieces for the component gallery, so that every state can be looked at without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from app.web.pictures.faces import BodyRow, Face, Flag, Influence, Mark, PageRead, Say, Stance, UsagePart

STAGES = ("Recognise", "Explore", "Compare", "Justify", "Commit")
DEPARTMENTS = ("Finance", "Operations", "Quality", "IT and security", "Buying and legal")


@dataclass(frozen=True, slots=True)
class Piece:
    """The attributes asset_row reads."""

    title: str
    snippet: Markup | str
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    trace: tuple[float, ...] | None = None
    sent: int = 0
    readers: int = 0
    state: tuple[str, str] | None = None
    seen: str | None = None
    is_internal: bool = False
    checked: bool = False
    current: bool = False
    format_label: str = "PDF, 8 pages"
    updated: str = "6 Nov"
    href: str = "#"
    thumb_href: str | None = None
    checkbox_value: str = "piece"


def _face(line: str, number: int) -> Face:
    name, role, title, department, say, stance, stage, warmth, *more = line.split("|")
    index = int(stage) if stage else None
    return Face(
        id=f"p{number}", name=name, initials="".join(word[0] for word in name.split())[:2], role=role, title=title,
        department=department, say=SAY[say], stance=STANCE[stance], stage_index=index,
        stage_name=STAGES[index] if index is not None else None, warmth=int(warmth),
        quiet_days=int(more[0]) if more and more[0].isdigit() else None, is_new="new" in more, href="#person",
        selected="on" in more,
    )  # fmt: skip


SAY: dict[str, Say] = {"d": "decides", "s": "shapes", "u": "uses"}
STANCE: dict[str, Stance] = {"+": "for", "?": "undecided", "-": "against"}

FACES = [
    _face(line, number)
    for number, line in enumerate(
        """
Ingrid Solheim|Budget holder|Chief Financial Officer|Finance|d|?|3|4|on
Marcus Obi|Executive sponsor|Chief Operating Officer|Operations|d|+|3|2
Dana Whitlock|Champion|Head of Quality and Food Safety|Quality|s|+|3|3
Owen Pryce|Numbers checker|Finance analyst|Finance|s|?|3|3|on
Mei-Lin Chao|||Finance|u|?||3|new
Jun Takeda|Technical evaluator|Head of IT|IT and security|s|?|2|2
Stefan Kurz|Wants to build it|Data engineer|IT and security|u|-|2|3
Colm Hanratty|Procurement|Procurement manager|Buying and legal|s|?|2|1
Rafael Mota|Process owner|Director of Logistics|Operations|s|+|2|1|16
Petra Novák|Security and risk|Information security lead|IT and security|s|?|1|0
Lena Fischer|Legal|Legal counsel|Buying and legal|s|?|0|0
Yusuf Demir|End user|Depot manager, Hull|Operations|u|+|1|2
Aisha Bello|End user|Cold-store supervisor|Operations|u|?|1|1|22
Maximiliane Featherstonehaugh-Vandenberg|Sustainability and reporting|Supporter|Quality|u|+|1|1
""".strip().splitlines()
    )
]
LINES = [
    Influence(f"p{a}", f"p{b}", strength, sign)
    for a, b, strength, sign in (
        (3, 0, 3, 1), (4, 3, 1, 1), (8, 1, 3, 1), (2, 1, 3, 1), (2, 0, 1, 1), (5, 1, 2, 1), (9, 5, 2, 1),
        (6, 5, 3, -1), (7, 0, 1, 1), (10, 7, 1, 1), (11, 8, 1, 1), (12, 2, 2, 1), (13, 2, 1, 1),
    )
]  # fmt: skip

FIRST = (
    "Ada",
    "Bo",
    "Cleo",
    "Dev",
    "Esme",
    "Finn",
    "Gus",
    "Hana",
    "Ivo",
    "Juno",
    "Kit",
    "Lars",
    "Mina",
    "Nils",
    "Opal",
    "Pia",
    "Quin",
    "Rosa",
    "Sven",
    "Tove",
    "Uma",
    "Viggo",
)
LAST = (
    "Aldous",
    "Birch",
    "Croft",
    "Dunmore",
    "Eskdale",
    "Farrow",
    "Gantry",
    "Holm",
    "Inver",
    "Jorvik",
    "Kell",
    "Larch",
    "Moray",
    "Nairn",
    "Orme",
    "Pell",
)
ROLES = ("Budget holder", "Sponsor", "Evaluator", "Process owner", "End user", "Legal", "Procurement", "Supporter")


def crowd(count: int = 50) -> list[Face]:
    """A large buying team, the same at every call."""
    says: list[Say] = ["decides" if i < 6 else "shapes" if i < 26 else "uses" for i in range(count)]
    stances: tuple[Stance, ...] = ("for", "undecided", "undecided", "against")
    return [
        Face(
            id=f"p{i}", name=f"{FIRST[i % 22]} {LAST[i * 7 % 16]}", initials=FIRST[i % 22][0] + LAST[i * 7 % 16][0],
            role=ROLES[0 if i < 6 else 1 + i * 5 % 7], department=DEPARTMENTS[i % 5], say=says[i],
            stance=stances[i * 3 % 4], stage_index=None if i % 9 == 4 else i * 7 % 5,
            stage_name=STAGES[i * 7 % 5], warmth=(0, 0, 0, 1, 1, 2, 3, 4)[i * 11 % 8],
            quiet_days=i if i in (9, 14, 22, 31) else None, is_new=i in (28, 40), href="#person", selected=i == 7,
        )
        for i in range(count)
    ]  # fmt: skip


CROWD_LINES = [
    Influence(f"p{i}", f"p{i * 5 % 6 if i < 26 else 6 + i * 7 % 20}", 1 + i % 3, -1 if i in (12, 32) else 1)
    for i in range(8, 50, 2)
]

BODY = [
    BodyRow("Ingrid Solheim", "#", [
        Mark(12, "sent", 0, "sent The cost of waiting"), Mark(11, "read", 38, "read The cost of waiting"),
        Mark(6, "sent", 0, "sent Payback in 11 months"), Mark(5, "read", 74, "read Payback in 11 months"),
        Mark(0.3, "read", 262, "read Payback in 11 months")], "about 6 min"),
    BodyRow("Dana Whitlock", "#", [
        Mark(40, "read", 60, "read Two-minute tour"), Mark(36, "read", 150, "read Customer story"),
        Mark(24, "download", 0, "downloaded Two-minute tour"), Mark(9, "read", 60, "read Payback in 11 months")],
        "about 5 min"),
    BodyRow("Mei-Lin Chao", "#", [Mark(0.6, "read", 96, "read Payback calculator")], "about 2 min", is_new=True),
    BodyRow("Jun Takeda", "#", [
        Mark(17, "sent", 0, "sent Security pack"), Mark(15, "unsure", 0, "opened Security pack, not confirmed")],
        "not confirmed"),
    BodyRow("Petra Novák", "#", [
        Mark(8, "sent", 0, "sent Security pack"), Mark(7.8, "machine", 0, "a mail scanner opened Security pack")],
        "not read"),
    BodyRow("Rafael Mota", "#", [
        Mark(38, "read", 90, "read Two-minute tour"), Mark(31, "read", 175, "read Rollout plan"),
        Mark(16, "read", 22, "read Customer story"), Mark(9, "sent", 0, "sent Payback in 11 months")],
        "quiet 16 d", quiet_days=16),
]  # fmt: skip

PIECES = [
    Piece("Payback in 11 months", Markup("… a typical depot reaches <mark>payback</mark> in month 11 …"),
          ("Budget holder", "Numbers checker"), ("Justify",), ("Do nothing",), (14, 22, 48, 156, 92, 30, 12, 5), 41, 29,
          seen="Ingrid read it today"),
    Piece("Payback calculator", Markup("… change any cell; <mark>payback</mark> month updates …"), ("Numbers checker",),
          ("Justify",), ("Do nothing",), (40, 150, 120), 23, 19, checked=True, current=True),
    Piece("The cost of waiting one more summer", "One page for a busy executive", ("Executive sponsor",),
          ("Recognise",), ("Do nothing",), None, 0, 0, ("Check by 2 Dec", "warn")),
    Piece("Wintermere and Glaciant, side by side", "Talk track and traps", ("Any",), ("Compare",), ("Glaciant",),
          is_internal=True, checkbox_value=""),
]  # fmt: skip

SAMPLES: dict[str, Any] = {
    "stages": STAGES,
    "departments": DEPARTMENTS,
    "faces": FACES,
    "lines": LINES,
    "crowd": crowd(),
    "crowd_lines": CROWD_LINES,
    "body": BODY,
    "flags": [Flag(33, "Discovery call"), Flag(17, "Demo"), Flag(3, "Numbers call")],
    "now": datetime(2024, 11, 14, 13, 12, tzinfo=UTC),
    "pieces": PIECES,
    "usage": [
        UsagePart("used", 68, "used by a rep and opened by a buyer", "#"),
        UsagePart("fade", 29, "sent, hardly opened", "#"),
        UsagePart("old", 18, "used before, not lately", "#"),
        UsagePart("dead", 31, "never sent by anyone", "#"),
    ],
    "dwell": [
        PageRead(s, t, r)
        for s, t, r in ((14, "Cover", 7), (22, "The problem", 6), (48, "What waiting costs", 6),
                        (156, "Payback curve", 5), (92, "Assumptions", 4), (30, "Rollout", 1), (0, "Contacts", 0))
    ],
}  # fmt: skip
