"""Whether a piece was useful: one word a person, the last one counts (row 20)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.auth.models import User
from app.core.db import insert_new, session
from app.feedback.models import Rating
from app.library.models import Asset

FEWEST_FOR_SHARE = 10


@dataclass(frozen=True, slots=True)
class Useful:
    """How many of those who said anything found it useful, and what one's own word is."""

    yes: int
    said: int
    mine: bool | None

    @property
    def share(self) -> float | None:
        """0 to 1; None below ten people, where only counts are honest."""
        return self.yes / self.said if self.said >= FEWEST_FOR_SHARE else None


def rate(user: User, asset: Asset, is_useful: bool | None, at: datetime) -> None:
    """Keeps the user's word, or takes it back with None."""
    mine = session.get(Rating, (asset.id, user.id))
    if is_useful is None:
        if mine is not None:
            session.delete(mine)
    elif mine is not None:
        mine.is_useful, mine.at = is_useful, at
    else:
        # Two taps at once are one word; the second finds the row of the first.
        row = {"asset_id": asset.id, "user_id": user.id, "is_useful": is_useful, "at": at}
        insert_new(Rating.__table__, [row])  # type: ignore[arg-type]
    session.flush()


def useful(user: User, asset: Asset) -> Useful:
    """What people say of a piece that this user sees."""
    yes, said = session.execute(
        select(func.count().filter(Rating.is_useful), func.count()).where(Rating.asset_id == asset.id)
    ).one()
    mine = session.get(Rating, (asset.id, user.id))
    return Useful(yes, said, None if mine is None else mine.is_useful)
