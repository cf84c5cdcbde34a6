"""Turning a buyer's request into events, keeping less of whoever does not want to be measured."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from flask import request

from app.core import clock
from app.tracking import recording
from app.tracking.arrivals import Arrival
from app.tracking.headers import bits_of
from app.tracking.links import LiveLink
from app.tracking.seen import GIVEN, QUIET_BROWSER, REFUSED, WITHDRAWN
from app.tracking.sources import origin_of
from app.web.viewer.passes import Nonce, Pass

log = structlog.get_logger()
MINUTE = 60_000


def asks_for_quiet() -> bool:
    """Whether the browser asks not to be measured, which answers the cover's question."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def note_open(link: LiveLink, reader: Pass | None, at: datetime) -> str:
    """Records that the link was asked for, and returns the event's client id. The page is served come what may."""
    opened = arrival(link, "open", at, **_who(reader))
    try:
        recording.record([opened])
    except Exception:
        log.exception("open_not_recorded", link=link.id)
    return opened.client_id


def note_choice(link: LiveLink, nonce: Nonce, reader: Pass, at: datetime) -> None:
    """Records the button pressed on the cover page. The nonce names both events, so that twice is once."""
    choice = GIVEN if reader.is_measured else REFUSED
    who = {"visitor_key": reader.visitor_key, "consent": choice, "payload": {"open": nonce.open_id}}
    recording.record(
        [
            arrival(link, "cover", at, client_id=f"cover:{nonce.open_id}", **who),
            arrival(link, "consent", at, client_id=f"consent:{nonce.open_id}:{choice}", **who),
        ]
    )


def note_withdrawal(link: LiveLink, reader: Pass, at: datetime) -> None:
    """Records that this person shares nothing from now on, on any of their links."""
    recording.record(
        [
            arrival(
                link, "withdraw", at, visitor_key=reader.visitor_key, consent=WITHDRAWN,
                stakeholder_id=link.stakeholder_id,
            )
        ]
    )  # fmt: skip


def download_arrival(link: LiveLink, reader: Pass | None, at: datetime) -> Arrival:
    """A download as it will be recorded once enough of it has been sent."""
    return arrival(link, "download", at, **_who(reader))


def arrival(link: LiveLink, kind: str, at: datetime, *, client_id: str | None = None, **values: Any) -> Arrival:
    """One event of this request. Without consent it keeps the minute and the browser's verdict, and no source."""
    is_quiet = values.get("consent") in (REFUSED, QUIET_BROWSER)
    now = clock.to_ms(at)
    return Arrival(
        link_id=link.id,
        kind=kind,
        received_ms=now - now % MINUTE if is_quiet else now,
        client_id=client_id or str(uuid4()),
        origin=None if is_quiet else origin_of(request.remote_addr, at),
        agent=request.headers.get("User-Agent", ""),
        header_bits=bits_of(request.method, request.headers.get),
        asset_version_id=link.version_id,
        **values,
    )


def _who(reader: Pass | None) -> dict[str, Any]:
    """Whose a request is, as far as its pass says."""
    return {
        "visitor_key": reader.visitor_key if reader else None,
        "consent": _consent(reader),
        "payload": {"open": reader.open_id} if reader and reader.open_id else {},
    }


def _consent(reader: Pass | None) -> str | None:
    if asks_for_quiet():
        return QUIET_BROWSER
    if reader is None:
        return None
    return GIVEN if reader.is_measured else REFUSED
