"""How long each page was read in one visit: cumulative totals merged by maximum, within what time allows."""

from collections.abc import Iterable, Mapping

from app.tracking.seen import Seen

PAGE_CEILING = 30 * 60_000
GRACE = 20_000

# page -> (visible ms, active ms)
Times = dict[int, tuple[int, int]]


class Loads:
    """The highest totals of each page-load so far. One page-load may span visits; each gets what it added."""

    def __init__(self) -> None:
        self._totals: dict[str, Times] = {}
        self._starts: dict[str, int] = {}

    def read(self, events: Iterable[Seen]) -> Times:
        """What the events of one visit, in order, add to each page."""
        ordered = list(events)
        if not ordered:
            return {}
        added: Times = {}
        for event in ordered:
            if event.visit_key is None:
                continue
            start = self._starts.setdefault(event.visit_key, ordered[0].received_ms)
            totals = self._totals.setdefault(event.visit_key, {})
            for page, (visible, active) in _within(event.page_times, event.received_ms - start + GRACE).items():
                before = totals.get(page, (0, 0))
                after = max(before[0], visible), max(before[1], active)
                totals[page] = after
                sum_visible, sum_active = added.get(page, (0, 0))
                added[page] = (sum_visible + after[0] - before[0], sum_active + after[1] - before[1])
        span = ordered[-1].received_ms - ordered[0].received_ms + GRACE
        return {page: times for page, times in _within(_capped(added), span).items() if times[0] > 0}


def _capped(times: Times) -> Times:
    return {page: (min(visible, PAGE_CEILING), min(active, PAGE_CEILING)) for page, (visible, active) in times.items()}


def _within(times: Mapping[int, tuple[int, int]], limit: int) -> Times:
    """The same times, scaled down when they claim more than `limit` ms in all; active never exceeds visible."""
    visible_sum = sum(visible for visible, _ in times.values())
    active_sum = sum(active for _, active in times.values())
    bounded: Times = {}
    for page, (visible, active) in times.items():
        seen = visible * limit // visible_sum if visible_sum > limit else visible
        used = active * limit // active_sum if active_sum > limit else active
        bounded[page] = (max(seen, 0), max(min(seen, used), 0))
    return bounded
