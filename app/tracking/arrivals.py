"""An event on its way in: what a request brought, before it has a row."""

from dataclasses import dataclass, field
from typing import Any

from app.tracking.sources import Origin


@dataclass(frozen=True)
class Arrival:
    """One event. `client_id` is unique for ever; `received_ms` is the server's clock; `agent` the user-agent text."""

    link_id: int
    kind: str
    received_ms: int
    client_id: str
    origin: Origin | None = None
    agent: str | None = None
    header_bits: int = 0
    visitor_key: str | None = None
    visit_key: str | None = None
    asset_version_id: int | None = None
    page: int | None = None
    client_ms: int | None = None
    mono_ms: int | None = None
    seq: int | None = None
    consent: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    # Set on a withdrawal: the person who shares nothing from `received_ms` on.
    stakeholder_id: int | None = None


def from_row(row: dict[str, Any]) -> Arrival:
    """An arrival from what `dataclasses.asdict` made of it. Raises TypeError or KeyError."""
    origin = row.pop("origin")
    return Arrival(origin=Origin(**origin) if origin else None, **row)
