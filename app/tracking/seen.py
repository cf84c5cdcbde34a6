"""An event as the rules see it: plain values, without a database behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.tracking.agents import NOBODY
from app.tracking.headers import AHEAD_OF_TIME, NOT_GET

REFUSED, QUIET_BROWSER = "refused", "quiet"
GIVEN, WITHDRAWN = "given", "withdrawn"


@dataclass(frozen=True)
class Agent:
    """What was concluded from a user-agent text."""

    text_hash: str
    name: str | None = None
    is_check: bool = False
    is_headless: bool = False
    device: str | None = None


@dataclass(frozen=True)
class Seen:
    """One event. `received_ms` and `client_id` put events in an order that does not depend on how they arrived."""

    id: int
    client_id: str
    kind: str
    link_id: int
    received_ms: int
    source: int | None = None
    agent: Agent | None = None
    header_bits: int = 0
    visitor_key: str | None = None
    visit_key: str | None = None
    consent: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    version_id: int | None = None

    @property
    def order(self) -> tuple[int, str]:
        return self.received_ms, self.client_id

    @property
    def opened(self) -> str | None:
        """The open that this event says it came from."""
        found = self.payload.get("open")
        return found if isinstance(found, str) else None

    @property
    def hand(self) -> tuple[int | None, str | None]:
        """Same source and same browser: the nearest thing to a visitor when there is no visitor key."""
        return self.source, self.agent.text_hash if self.agent else None

    @property
    def is_headers_only(self) -> bool:
        return bool(self.header_bits & NOT_GET)

    @property
    def is_ahead_of_time(self) -> bool:
        return bool(self.header_bits & AHEAD_OF_TIME)

    @property
    def has_no_agent(self) -> bool:
        return self.agent is not None and self.agent.text_hash == NOBODY

    @property
    def is_unmeasured(self) -> bool:
        return self.consent in (REFUSED, QUIET_BROWSER)

    @property
    def acts(self) -> int:
        return int(self.payload.get("acts") or 0)

    @property
    def page_times(self) -> dict[int, tuple[int, int]]:
        """Cumulative (visible, active) milliseconds per page since its page-load began."""
        pages = self.payload.get("pages") or {}
        return {int(page): (int(visible), int(active)) for page, (visible, active) in pages.items()}
