"""Whether what we make is used: every piece for buyers sorted into used, fading, old and never sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.auth.models import User
from app.insights.asset_use import AssetUse, of_asset
from app.insights.rows import Part, UsageRow, row_of
from app.insights.tallies import tallies
from app.library.queries import visible_assets_for

__all__ = ["AssetUse", "Usage", "of_asset", "usage_for"]

FEWEST_FOR_SHARE = 10
_WORST_FIRST: dict[Part, int] = {"dead": 0, "fade": 1, "old": 2}


@dataclass(frozen=True, slots=True)
class Usage:
    """Published pieces that may go to buyers, by title.

    Drafts are no part of it, nor what is retired, expired or internal.
    """

    rows: list[UsageRow]
    days: int

    def of(self, part: Part) -> list[UsageRow]:
        return [row for row in self.rows if row.part == part]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def used_share(self) -> float | None:
        """0 to 1; None below ten pieces, where only counts are honest."""
        return len(self.of("used")) / self.total if self.total >= FEWEST_FOR_SHARE else None

    @property
    def idle(self) -> list[UsageRow]:
        """Dead or dying: never sent first, then sent and not read, then not sent lately; the new ones of each last."""
        unused = [row for row in self.rows if row.part != "used"]
        return sorted(unused, key=lambda row: (_WORST_FIRST[row.part], row.is_new))

    @property
    def retirable(self) -> list[UsageRow]:
        """Never sent, and out for long enough to say so."""
        return [row for row in self.of("dead") if not row.is_new]


def usage_for(user: User, at: datetime, days: int) -> Usage:
    """The library this user sees, over the `days` up to `at`. Sends and readers are counted over all accounts."""
    in_use = [asset for asset in visible_assets_for(user) if asset.is_published and not asset.is_expired(at)]
    assets = [asset for asset in in_use if not asset.is_internal]
    counted = tallies([asset.id for asset in assets], at - timedelta(days=days), at)
    rows = [row_of(asset, counted[asset.id], at) for asset in assets]
    return Usage(sorted(rows, key=lambda row: (row.asset.title.casefold(), row.asset.id)), days)
