"""Short traces of what happens on links, as plain values and as arrivals."""

from typing import Any
from uuid import uuid4

from app.tracking.agents import clean, hash_of, judge
from app.tracking.arrivals import Arrival
from app.tracking.seen import Agent, Seen
from app.tracking.sources import Origin

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
HEADLESS = CHROME.replace("Chrome/", "HeadlessChrome/")
SLACKBOT = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
OFFICE = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)"
START = 1_800_000_000_000
HOME = Origin("203.0.113.0/24", "a" * 64, "2027-01-15")
ELSEWHERE = Origin("198.51.100.0/24", "b" * 64, "2027-01-15")


def agent(text: str) -> Agent:
    verdict = judge(clean(text))
    return Agent(hash_of(text), verdict.declared_name, verdict.is_check, verdict.is_headless, verdict.device)


def seen(kind: str = "open", at: int = 0, ua: str | None = CHROME, client_id: str | None = None, **values: Any) -> Seen:
    """An event `at` milliseconds after the start."""
    values.setdefault("source", 1)
    return Seen(
        id=values.pop("id", 0), client_id=client_id or str(uuid4()), kind=kind, link_id=values.pop("link_id", 1),
        received_ms=START + at, agent=None if ua is None else agent(ua), **values,
    )  # fmt: skip


def arrived(link_id: int, kind: str = "open", at: int = 0, **values: Any) -> Arrival:
    values.setdefault("agent", CHROME)
    values.setdefault("origin", HOME)
    return Arrival(link_id, kind, START + at, values.pop("client_id", None) or str(uuid4()), **values)


def beat(at: int, pages: dict[int, tuple[int, int]], load: str = "load", acts: int = 0, **values: Any) -> Seen:
    """What a page reports of visitor V: {page: (visible ms, active ms)}."""
    payload = {"pages": {str(page): list(times) for page, times in pages.items()}, "acts": acts}
    payload |= values.pop("payload", {})
    values.setdefault("visitor_key", "V")
    return seen(values.pop("kind", "beat"), at, visit_key=load, payload=payload, **values)
