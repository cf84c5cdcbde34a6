"""The evidence catalogue: what may be concluded from an event, from its visit, and how much it counts.

Each row is one rule. A rule tests one event within its visit and its cluster (all events of one delivery); one of
reach `VISIT` speaks for the whole visit as soon as one event of it passes. `{name}` is what the robot calls itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.tracking.seen import REFUSED, Seen
from app.tracking.sittings import Sitting

HUMAN, MACHINE, NOTHING = "human", "machine", "nothing"
DECISIVE, PROOF, EVENT_ONLY, STRONG, REVERSIBLE, WEAK, INFO = (
    "decisive", "proof", "this event only", "strong", "reversible", "weak", "info",
)  # fmt: skip
EVENT, VISIT = "event", "visit"
ACT_MS = 3_000

Cluster = Sequence[Sitting]
Test = Callable[[Seen, Sitting, Cluster], bool]


@dataclass(frozen=True)
class Evidence:
    """One finding, as a rep reads it."""

    code: str
    says: str
    strength: str
    text: str

    def as_row(self) -> dict[str, Any]:
        return {"code": self.code, "says": self.says, "strength": self.strength, "text": self.text}


@dataclass(frozen=True)
class Rule:
    """One line of the catalogue."""

    code: str
    says: str
    strength: str
    reach: str
    text: str
    test: Test

    def found_on(self, event: Seen) -> Evidence:
        name = event.agent.name if event.agent and event.agent.name else "Robot"
        return Evidence(self.code, self.says, self.strength, self.text.format(name=name))


def _head(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.is_headers_only


def _prefetch(event: Seen, sitting: Sitting, _cluster: Cluster) -> bool:
    return event.is_ahead_of_time and not any(_activates(later, event) for later in sitting.events)


def _activates(later: Seen, loaded: Seen) -> bool:
    """The page that was loaded ahead of time has come before somebody's eyes."""
    if later.kind != "ready" or not later.payload.get("activated"):
        return False
    return later.opened == loaded.client_id or (later.opened is None and later.order >= loaded.order)


def _declared_check(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.agent is not None and event.agent.is_check


def _declared(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.agent is not None and event.agent.name is not None and not event.agent.is_check


def _no_agent(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.has_no_agent


def _webdriver(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.payload.get("webdriver") is True or (event.agent is not None and event.agent.is_headless)


def _act(_event: Seen, sitting: Sitting, _cluster: Cluster) -> bool:
    return sitting.acts >= 1 and sitting.active_ms >= ACT_MS


def _cover(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    return event.kind == "cover"


def _known(event: Seen, _sitting: Sitting, _cluster: Cluster) -> bool:
    # Only somebody who has pressed a button holds a pass that says not to measure.
    return event.kind in ("open", "download") and event.consent == REFUSED


def _js_only(event: Seen, sitting: Sitting, _cluster: Cluster) -> bool:
    return event.kind in ("ready", "beat", "leave") and sitting.acts == 0


CATALOGUE = (
    Rule("head", MACHINE, EVENT_ONLY, EVENT, "asked for headers, not the page", _head),
    Rule("prefetch", MACHINE, REVERSIBLE, EVENT, "loaded ahead of time by the browser", _prefetch),
    Rule("declared", MACHINE, EVENT_ONLY, EVENT, "{name} preview", _declared_check),
    Rule("declared", MACHINE, STRONG, EVENT, "{name} preview", _declared),
    Rule("no-ua", MACHINE, DECISIVE, EVENT, "sent no browser name", _no_agent),
    Rule("webdriver", MACHINE, DECISIVE, VISIT, "a browser driven by a program", _webdriver),
    Rule("act", HUMAN, PROOF, VISIT, "scrolled and turned pages", _act),
    Rule("cover", HUMAN, PROOF, VISIT, "pressed Open", _cover),
    Rule("known", HUMAN, STRONG, EVENT, "chose on this link before", _known),
    Rule("js-only", NOTHING, INFO, VISIT, "page ran, nobody touched it", _js_only),
)


def evidence_in(sitting: Sitting, cluster: Cluster) -> dict[str, list[Evidence]]:
    """What is found on each event of a visit, by client id, in the order of the catalogue."""
    found: dict[str, list[Evidence]] = {event.client_id: [] for event in sitting.events}
    for rule in CATALOGUE:
        hits = [event for event in sitting.events if rule.test(event, sitting, cluster)]
        if not hits:
            continue
        for event in hits if rule.reach == EVENT else sitting.events:
            found[event.client_id].append(rule.found_on(event))
    return found
