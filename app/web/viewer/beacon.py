"""Reading what a page reports about its reader: closed kinds, bounded numbers, everything else counted and dropped."""

import json
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from datetime import datetime
from threading import Lock
from typing import Any

LARGEST_BODY = 8 * 1024
KINDS = frozenset({"ready", "beat", "leave", "print"})
MOST_EVENTS_A_BODY = 20
MOST_EVENTS_AN_HOUR = 2_000
LONGEST_MS = 48 * 60 * 60_000
MOST_ACTS = 100_000
LATEST_CLOCK_MS = 4_102_444_800_000

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_dropped: Counter[str] = Counter()
_hours: OrderedDict[tuple[int, str], int] = OrderedDict()
_lock = Lock()


def dropped_counts() -> dict[str, int]:
    """How many messages this process has dropped since it started, by reason."""
    with _lock:
        return dict(_dropped)


def drop(reason: str) -> None:
    """Counts a message that was not taken."""
    with _lock:
        _dropped[reason] += 1


def messages_in(body: bytes) -> Iterator[dict[str, Any]]:
    """The messages of a body, each with what the envelope says for all. Nothing for what cannot be read."""
    if len(body) > LARGEST_BODY:
        drop("too large")
        return
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        drop("not JSON")
        return
    envelopes = found if isinstance(found, list) else [found]
    if len(envelopes) > MOST_EVENTS_A_BODY:
        drop("too many")
    for envelope in envelopes[:MOST_EVENTS_A_BODY]:
        if isinstance(envelope, dict):
            yield from _opened(envelope)
        else:
            drop("not a message")


def _opened(envelope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    events = envelope.get("events")
    if events is None:
        yield envelope
        return
    common = {name: envelope.get(name) for name in ("pass", "visit", "open")}
    for event in events[:MOST_EVENTS_A_BODY] if isinstance(events, list) else ():
        if isinstance(event, dict):
            yield {**common, **event}
        else:
            drop("not a message")


def read_event(message: dict[str, Any], page_count: int, link_id: int, at: datetime) -> dict[str, Any] | None:
    """The columns of an event; None, counted, when the message is not one the page could have sent."""
    pages = _page_times(message.get("pages"), page_count)
    load = str(message.get("visit")).lower()
    if (reason := _fault_of(message)) or pages is None or _is_over_cap(link_id, at):
        drop(reason or ("bad pages" if pages is None else "too many on one link"))
        return None
    return {
        "kind": message["kind"],
        "client_id": message["id"].lower(),
        "visit_key": load,
        "seq": _number(message.get("seq"), MOST_ACTS),
        "mono_ms": _number(message.get("mono"), LONGEST_MS),
        "client_ms": _number(message.get("at"), LATEST_CLOCK_MS),
        "page": message["page"] if _is_page(message.get("page"), page_count) else None,
        "payload": _payload(message, pages),
    }


def _fault_of(message: dict[str, Any]) -> str | None:
    kind = message.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return "unknown kind"
    return None if _is_uuid(message.get("id")) and _is_uuid(message.get("visit")) else "no id"


def _payload(message: dict[str, Any], pages: dict[str, list[int]]) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    if pages:
        payload["pages"] = pages
    if acts := _number(message.get("acts"), MOST_ACTS):
        payload["acts"] = acts
    for flag in ("webdriver", "activated"):
        if message.get(flag) is True:
            payload[flag] = True
    if _is_uuid(message.get("open")):
        payload["open"] = str(message["open"]).lower()
    return payload


def _page_times(given: object, page_count: int) -> dict[str, list[int]] | None:
    """{"3": [visible ms, active ms]} with pages that exist; None when it is anything else."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        return None
    times: dict[str, list[int]] = {}
    for page, value in given.items():
        if not (page.isascii() and page.isdigit() and len(page) <= 4 and 1 <= int(page) <= page_count):
            return None
        if not (isinstance(value, list) and len(value) == 2 and all(_is_count(each) for each in value)):
            return None
        times[str(int(page))] = [min(each, LONGEST_MS) for each in value]
    return times


def _is_over_cap(link_id: int, at: datetime) -> bool:
    """Counted by what the sender of a message cannot choose; several readers of one link stay far below."""
    hour = (link_id, f"{at:%Y-%m-%d %H}")
    with _lock:
        count = _hours.get(hour, 0) + 1
        _hours[hour] = count
        _hours.move_to_end(hour)
        if len(_hours) > 10_000:
            _hours.popitem(last=False)
    return count > MOST_EVENTS_AN_HOUR


def _number(value: object, most: int) -> int | None:
    return value if _is_count(value) and isinstance(value, int) and value <= most else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _is_page(value: object, page_count: int) -> bool:
    return _is_count(value) and isinstance(value, int) and 1 <= value <= page_count
