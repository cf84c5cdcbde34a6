"""Where a piece stands, in two or three words: the same on its page, in the list and on Today."""

from datetime import datetime

from app.library.models import DRAFT, IN_REVIEW, RETIRED, Asset


def standing_of(asset: Asset, at: datetime) -> tuple[str, str]:
    """(words, kind of the `state` component)."""
    return unusual_standing_of(asset, at) or (
        ("Internal only", "warn") if asset.is_internal else ("Safe to send", "ok")
    )


def unusual_standing_of(asset: Asset, at: datetime) -> tuple[str, str] | None:
    """The same, or None for what is in use: in a list that goes without saying."""
    if asset.trashed_at is not None:
        return "In the trash", "warn"
    if asset.state == DRAFT:
        return "Draft", "quiet"
    if asset.state == IN_REVIEW:
        return "In review", "warn"
    if asset.state == RETIRED:
        return "Retired", "warn"
    return ("Expired", "warn") if asset.is_expired(at) else None
