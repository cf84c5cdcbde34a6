"""The on-message rate of what reps make themselves, and the time they say it takes (rows 25 and 26).

Of the pieces registered in a period, those with a verdict are `judged`. `on` were on message as they were made,
`fixed` were not and were mended, `off` were not and were sent back. The rate is on / judged: what the field's figure
is about, the share of rep-made collateral that is on strategy as it comes. (on + fixed) / judged is how much of it
became usable. Below ten judged pieces there are only counts. Minutes are those the makers declared, for every
registered piece, judged or not. The field's figures are rows 25 and 26 of the product's table, both of source 001:
about 40 % of a rep's time goes into making collateral, and 10 to 15 % of that collateral is on message.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.auth.models import User
from app.auth.permissions import may
from app.core import clock
from app.feedback.models import FIXED, OFF_MESSAGE, ON_MESSAGE, RepMade
from app.feedback.queries import registered_since

FEWEST_FOR_SHARE = 10
FIELD_ON_MESSAGE = (0.10, 0.15)
FIELD_TIME = 0.40
WEEK_HOURS = 40
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Tally:
    """What was registered under one name: a month, a rep, or all of it."""

    name: str
    made: int
    on: int
    fixed: int
    off: int
    minutes: int

    @property
    def judged(self) -> int:
        return self.on + self.fixed + self.off

    @property
    def rate(self) -> float | None:
        """On / judged, 0 to 1; None below ten judged."""
        return self.on / self.judged if self.judged >= FEWEST_FOR_SHARE else None

    @property
    def usable(self) -> float | None:
        """(On + fixed) / judged, likewise."""
        return (self.on + self.fixed) / self.judged if self.judged >= FEWEST_FOR_SHARE else None


@dataclass(frozen=True, slots=True)
class OnMessage:
    """`months` are oldest first, in the reader's time zone, months without a piece left out; `reps` by name.

    Who does not see every account finds only their own pieces counted, and `is_own` says so.
    """

    whole: Tally
    months: list[Tally]
    reps: list[Tally]
    is_own: bool


def on_message_for(user: User, at: datetime) -> OnMessage:
    """The last six months, this one included, in one query."""
    found = registered_since(user, _first_day(user, at))
    months: dict[tuple[int, int], list[RepMade]] = defaultdict(list)
    reps: dict[tuple[str, int], list[RepMade]] = defaultdict(list)
    for made in found:
        local = made.registered_at.astimezone(clock.zone(user.time_zone))
        months[local.year, local.month].append(made)
        reps[made.maker.name, made.maker_id].append(made)
    return OnMessage(
        whole=_tally("All", found),
        months=[_tally(f"{datetime(*key, 1):%B %Y}", months[key]) for key in sorted(months)],  # noqa: DTZ001
        reps=[_tally(key[0], reps[key]) for key in sorted(reps, key=lambda key: key[0].casefold())],
        is_own=not may(user, "accounts.read_all"),
    )


def _first_day(user: User, at: datetime) -> datetime:
    local = at.astimezone(clock.zone(user.time_zone))
    year, month = divmod(local.year * 12 + local.month - 1 - (MONTHS - 1), 12)
    return local.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _tally(name: str, pieces: Iterable[RepMade]) -> Tally:
    rows = list(pieces)
    counts = {verdict: sum(made.verdict == verdict for made in rows) for verdict in (ON_MESSAGE, FIXED, OFF_MESSAGE)}
    return Tally(
        name, len(rows), counts[ON_MESSAGE], counts[FIXED], counts[OFF_MESSAGE], sum(made.minutes for made in rows)
    )
