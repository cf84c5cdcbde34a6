"""Coverage: how many pieces fit each buyer role at each buying stage, and how often they go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from app.insights.rows import UsageRow
from app.vocabulary.models import ROLE, STAGE, Term
from app.vocabulary.queries import all_terms

ENOUGH_PIECES = 3
OFTEN_SENT = 10

CellKind = Literal["hot", "ok", "thin", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Pieces that carry both the role and the stage; `sends` are links sent in the period, of all of them."""

    role: Term
    stage: Term
    pieces: int
    sends: int
    is_read: bool

    @property
    def kind(self) -> CellKind:
        """hot: enough, sent ten times or more, and read; thin: one or two, or sent and read by nobody."""
        if not self.pieces:
            return "none"
        if self.pieces < ENOUGH_PIECES or (self.sends and not self.is_read):
            return "thin"
        return "hot" if self.sends >= OFTEN_SENT else "ok"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Roles down, stages across. `outside` counts pieces without a role or without a stage: they fill no cell.

    Nor does a copy for one account: what it was made of does.
    """

    stages: list[Term]
    rows: list[tuple[Term, list[Cell]]]
    outside: int


def coverage(rows: Sequence[UsageRow]) -> Coverage:
    """The matrix of these pieces over the vocabulary in use; a piece counts in every cell it is tagged for."""
    terms = all_terms()
    live = {term.id for facet in (ROLE, STAGE) for term in terms[facet]}
    held: dict[tuple[int, ...], list[UsageRow]] = {}
    outside = 0
    for row in rows:
        if row.asset.is_variant:
            continue
        tagged = [[term.id for term in row.asset.terms_of(facet) if term.id in live] for facet in (ROLE, STAGE)]
        pairs = list(product(*tagged))
        outside += not pairs
        for pair in pairs:
            held.setdefault(pair, []).append(row)
    return Coverage(
        stages=terms[STAGE],
        rows=[
            (role, [_cell(role, stage, held.get((role.id, stage.id), [])) for stage in terms[STAGE]])
            for role in terms[ROLE]
        ],
        outside=outside,
    )


def _cell(role: Term, stage: Term, rows: list[UsageRow]) -> Cell:
    sent = [row for row in rows if row.part in ("used", "fade")]
    return Cell(
        role=role,
        stage=stage,
        pieces=len(rows),
        sends=sum(row.counts.links_sent for row in sent),
        is_read=any(row.part == "used" for row in sent),
    )
