"""Sorting the events of a link into visits: the same reader and version, with gaps under half an hour."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.tracking.dwell import Loads, Times
from app.tracking.seen import Seen

GAP = 30 * 60_000
SAME_OPEN = 10_000


@dataclass(frozen=True)
class Sitting:
    """One visit before anybody has judged it: its events in order, and what was read."""

    link_id: int
    events: tuple[Seen, ...]
    times: Times = field(default_factory=dict)

    # Asked once for every event of a visit, so each is worked out once.
    @cached_property
    def acts(self) -> int:
        return max((event.acts for event in self.events), default=0)

    @cached_property
    def active_ms(self) -> int:
        return sum(active for _, active in self.times.values())

    @cached_property
    def visible_ms(self) -> int:
        return sum(visible for visible, _ in self.times.values())

    @cached_property
    def version_id(self) -> int | None:
        """What was read; None where no event says so."""
        return self.events[0].version_id

    @cached_property
    def visitor_key(self) -> str | None:
        return next((event.visitor_key for event in self.events if event.visitor_key), None)


def sittings_of(events: Iterable[Seen]) -> list[Sitting]:
    """The visits that `events` (of any number of links) make, whatever order they are given in."""
    by_reader: dict[tuple[int, Hashable, int | None], list[Seen]] = defaultdict(list)
    by_link: dict[int, list[Seen]] = defaultdict(list)
    for event in sorted(events, key=lambda each: each.order):
        by_link[event.link_id].append(event)
    for link_id, ordered in by_link.items():
        readers = _readers(ordered)
        for event in ordered:
            by_reader[link_id, readers[event.client_id], event.version_id].append(event)
    found = [sitting for (link_id, *_), ordered in by_reader.items() for sitting in _split(link_id, ordered)]
    return sorted(found, key=lambda sitting: (sitting.events[0].order, sitting.link_id))


def _split(link_id: int, ordered: Sequence[Seen]) -> Iterable[Sitting]:
    loads = Loads()
    part: list[Seen] = []
    for event in ordered:
        if part and event.received_ms - part[-1].received_ms >= GAP:
            yield Sitting(link_id, tuple(part), loads.read(part))
            part = []
        part.append(event)
    yield Sitting(link_id, tuple(part), loads.read(part))


def _readers(ordered: Sequence[Seen]) -> dict[str, Hashable]:
    """Whose each event is: a visitor's, else of whoever went on from that open, else of that source and browser."""
    readers = _named(ordered)
    followers: dict[Hashable, list[Seen]] = defaultdict(list)
    for event in ordered:
        if event.client_id in readers:
            followers[event.hand].append(event)
    loose = [event for event in ordered if event.client_id not in readers]
    for event in loose:
        near = _near(event, followers[event.hand])
        readers[event.client_id] = readers[near.client_id] if near else event.hand
    return readers


def _named(ordered: Sequence[Seen]) -> dict[str, Hashable]:
    """The events that carry a visitor key, share a page-load with one that does, or are bound to an open."""
    loads = {event.visit_key: event.visitor_key for event in ordered if event.visit_key and event.visitor_key}
    here = {event.client_id for event in ordered}
    readers: dict[str, Hashable] = {}
    for event in ordered:
        if visitor := event.visitor_key or loads.get(event.visit_key or ""):
            readers[event.client_id] = visitor
    for event in ordered:
        if event.opened in here and event.opened is not None:
            name = readers.setdefault(event.client_id, f"open:{event.opened}")
            readers.setdefault(event.opened, name)
    return readers


def _near(event: Seen, followers: Sequence[Seen]) -> Seen | None:
    """The event of the same hand that follows within one visit, or that this one repeats within ten seconds."""
    if event.source is None or not followers:
        return None
    at = bisect_left(followers, event.order, key=lambda each: each.order)
    if at < len(followers) and followers[at].received_ms - event.received_ms < GAP:
        return followers[at]
    if at and event.received_ms - followers[at - 1].received_ms <= SAME_OPEN:
        return followers[at - 1]
    return None
