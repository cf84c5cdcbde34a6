"""A sitting: one visit with the piece it was spent on, and the time on each of its pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.accounts.models import Stakeholder
from app.core.clock import from_ms
from app.core.db import session
from app.library.models import Asset, Version
from app.tracking.models import HUMAN, PageDwell, Visit


@dataclass(frozen=True, slots=True)
class Sitting:
    """One visit. `pages` are active seconds, page 1 first, and empty when the reader asked not to be measured.

    `asset_public_id` is None while the piece lies in the trash, where nobody opens it.
    `nth` counts this person's visits of the same label to the same piece; `nth_of_all` those to any piece.
    """

    visit_id: int
    stakeholder_id: int
    asset_title: str
    asset_public_id: str | None
    version_id: int
    version_number: int
    page_count: int
    label: str
    reasons: list[dict[str, Any]]
    is_measured: bool
    began: datetime
    ended: datetime
    active_seconds: float
    downloads: int
    nth: int
    nth_of_all: int
    pages: tuple[float, ...] = ()

    @property
    def is_human(self) -> bool:
        return self.label == HUMAN


def visits(*where: ColumnElement[bool]) -> Select[Any]:
    """Visits with their piece, numbered within piece and person, from the first (`nth`) and the last (`back`)."""
    piece = (Visit.stakeholder_id, Version.asset_id, Visit.label)
    person = (Visit.stakeholder_id, Visit.label)
    first, last = (Visit.first_ms, Visit.id), (Visit.last_ms.desc(), Visit.id.desc())
    number = func.row_number
    return (
        select(
            Visit.id, Visit.stakeholder_id, Visit.label, Visit.reasons, Visit.is_measured, Visit.first_ms,
            Visit.last_ms, Visit.active_ms, Visit.downloads, Visit.asset_version_id, Asset.title,
            case((Asset.trashed_at.is_(None), Asset.public_id)).label("public_id"),
            Version.number, Version.page_count,
            number().over(partition_by=piece, order_by=first).label("nth"),
            number().over(partition_by=piece, order_by=last).label("back"),
            number().over(partition_by=person, order_by=first).label("nth_of_all"),
            number().over(partition_by=person, order_by=last).label("back_of_all"),
        )
        .join(Stakeholder, Stakeholder.id == Visit.stakeholder_id)
        .join(Version, Version.id == Visit.asset_version_id)
        .join(Asset, Asset.id == Version.asset_id)
        .where(*where)
    )  # fmt: skip


def pages_read(where: ColumnElement[bool]) -> dict[int, dict[int, float]]:
    """Active seconds by visit and page, of measured human visits."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for visit_id, page, active_ms in session.execute(
        select(PageDwell.visit_id, PageDwell.page, PageDwell.active_ms)
        .join(Visit, Visit.id == PageDwell.visit_id)
        .join(Stakeholder, Stakeholder.id == Visit.stakeholder_id)
        .where(where, Visit.label == HUMAN, Visit.is_measured)
    ):
        found[visit_id][page] = active_ms / 1000
    return found


def sittings(rows: Sequence[Any], read: dict[int, dict[int, float]]) -> list[Sitting]:
    return [_sitting(row, read.get(row.id, {})) for row in rows]


def _sitting(row: Any, read: dict[int, float]) -> Sitting:
    shown = row.label == HUMAN and row.is_measured
    return Sitting(
        visit_id=row.id,
        stakeholder_id=row.stakeholder_id,
        asset_title=row.title,
        asset_public_id=row.public_id,
        version_id=row.asset_version_id,
        version_number=row.number,
        page_count=row.page_count,
        label=row.label,
        reasons=row.reasons or [],
        is_measured=row.is_measured,
        began=from_ms(row.first_ms),
        ended=from_ms(row.last_ms),
        active_seconds=row.active_ms / 1000 if shown else 0,
        downloads=row.downloads,
        nth=row.nth,
        nth_of_all=row.nth_of_all,
        pages=tuple(read.get(page, 0) for page in range(1, row.page_count + 1)) if shown else (),
    )
