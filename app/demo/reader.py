"""A reader of the sample story: the events that a browser sends while somebody opens a link and turns pages."""

from collections.abc import Callable
from typing import Any

from app.core import clock
from app.sending.models import TrackedLink
from app.tracking import headers, sources
from app.tracking.arrivals import Arrival
from app.tracking.seen import GIVEN, REFUSED

CHROME = "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 {mobile}Safari/537.36"
AGENTS = {
    "desktop": CHROME.format(system="Windows NT 10.0; Win64; x64", mobile=""),
    "phone": CHROME.format(system="Linux; Android 15; Pixel 9", mobile="Mobile "),
    "tablet": "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1",
}
BROWSER_BITS = headers.HAS_LANGUAGE | headers.HAS_FETCH_MODE
BEAT_MS = 15_000


class Reader:
    """One sitting at `start_ms`. `new_id` gives each event its client id."""

    def __init__(self, link: TrackedLink, device: str, visitor: str, new_id: Callable[[], str], start_ms: int) -> None:
        self.link, self.device, self.visitor, self.new_id, self.now = link, device, visitor, new_id, start_ms
        self.load = new_id()
        self.seq = 0

    def measured(self, seconds: dict[int, float]) -> list[Arrival]:
        """Opens, presses *Open*, reads each page for so long, leaves."""
        events = [*self._enter(GIVEN), self._event("ready", {"acts": 0})]
        totals: dict[str, list[int]] = {}
        for page, length in sorted(seconds.items()):
            left = round(length * 1000)
            while left > 0:
                step = min(left, BEAT_MS)
                left, self.now = left - step, self.now + step
                visible, active = totals.get(str(page), (0, 0))
                totals[str(page)] = [visible + step, active + step]
                events.append(self._event("beat", {"acts": len(events), "pages": {**totals}}, page))
        events.append(self._event("leave", {"acts": len(events), "pages": {**totals}}))
        return events

    def unmeasured(self) -> list[Arrival]:
        """Opens, and presses *Open without measuring*: nothing more is ever sent."""
        self.now -= self.now % 60_000
        return self._enter(REFUSED)

    def download(self) -> Arrival:
        """Takes a copy of what was opened before."""
        return self._event("download", {})

    def _enter(self, choice: str) -> list[Arrival]:
        opened = self._event("open", {}, consent=None, visitor=None)
        self.now += 4_000 if choice == GIVEN else 0
        payload = {"open": opened.client_id}
        visitor = self.visitor if choice == GIVEN else None
        pressed = [self._event(kind, payload, consent=choice, visitor=visitor) for kind in ("cover", "consent")]
        return [opened, *pressed]

    def _event(
        self, kind: str, payload: dict[str, Any], page: int | None = None, *, consent: str | None = GIVEN,
        visitor: str | None = "",
    ) -> Arrival:  # fmt: skip
        self.seq += 1
        is_page = kind in ("ready", "beat", "leave")
        at = clock.from_ms(self.now)
        return Arrival(
            self.link.id,
            kind,
            self.now,
            self.new_id(),
            origin=None if consent == REFUSED else sources.origin_of(f"192.0.2.{self.link.stakeholder_id % 250}", at),
            agent=AGENTS[self.device],
            header_bits=BROWSER_BITS,
            visitor_key=self.visitor if visitor == "" else visitor,
            visit_key=self.load if is_page else None,
            seq=self.seq if is_page else None,
            asset_version_id=self.link.version_id,
            page=page,
            consent=consent,
            payload=payload,
        )
