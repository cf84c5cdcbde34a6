"""One piece in the usage figures: which part of the library it belongs to, and the likely reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.insights.tallies import Counts, Tally
from app.library.models import Asset
from app.vocabulary.models import ROLE, STAGE

Part = Literal["used", "fade", "old", "dead"]
ReasonCode = Literal["new", "untagged", "never sent", "nobody read", "not sent since"]
NEW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that may explain why a piece is not used; `at` dates it where the code is about time."""

    code: ReasonCode
    at: datetime | None = None
    count: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsageRow:
    """A piece with its figures. `counts` are of the period, or of all time for a piece not sent in the period.

    `sends` are links sent by calendar month, six of them, the present one last.
    """

    asset: Asset
    part: Part
    counts: Counts
    sends: tuple[int, ...]
    last_sent: datetime | None
    reason: Reason | None
    is_new: bool


def row_of(asset: Asset, tally: Tally, at: datetime) -> UsageRow:
    """Sorts a piece: used is sent in the period and read by somebody it was sent to; fade is sent in the period and
    read by nobody; old was sent before the period only; dead was never sent."""
    part = _part(tally)
    is_new = asset.published_at is not None and asset.published_at > at - timedelta(days=NEW_DAYS)
    return UsageRow(
        asset=asset,
        part=part,
        counts=tally.period if tally.period.links_sent else tally.ever,
        sends=tally.months,
        last_sent=tally.last_sent,
        reason=_reason(asset, part, tally, is_new),
        is_new=is_new,
    )


def _part(tally: Tally) -> Part:
    if tally.period.readers:
        return "used"
    if tally.period.links_sent:
        return "fade"
    return "old" if tally.ever.links_sent else "dead"


def _reason(asset: Asset, part: Part, tally: Tally, is_new: bool) -> Reason | None:
    """The first that holds. A piece without role or stage is found by no filter, which explains more than silence."""
    if part == "used":
        return None
    if part == "dead" and is_new:
        return Reason("new", at=asset.published_at)
    missing = tuple(facet for facet in (ROLE, STAGE) if not asset.terms_of(facet))
    if missing:
        return Reason("untagged", missing=missing)
    if part == "fade":
        return Reason("nobody read", count=tally.period.people_sent)
    return (
        Reason("not sent since", at=tally.last_sent) if part == "old" else Reason("never sent", at=asset.published_at)
    )
