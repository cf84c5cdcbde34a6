"""Labels: human, machine or unsure, a pure function of all events of one delivery and the rule set's version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.tracking.evidence import DECISIVE, EVENT_ONLY, HUMAN, MACHINE, PROOF, REVERSIBLE, STRONG, Evidence, evidence_in
from app.tracking.models import UNSURE
from app.tracking.seen import Seen
from app.tracking.sittings import Sitting, sittings_of

RULESET = 1


@dataclass(frozen=True)
class Label:
    """A verdict on one event; the reasons that decided come first, what lost against them after."""

    label: str
    reasons: tuple[Evidence, ...]


@dataclass(frozen=True)
class Judged:
    """A visit whose events have their labels, by client id."""

    sitting: Sitting
    labels: dict[str, Label]

    @cached_property
    def label(self) -> str:
        """Human when any event is; a visit of machine events alone is a machine's."""
        found = {label.label for label in self.labels.values()}
        return next(each for each in (HUMAN, UNSURE, MACHINE) if each in found)


def judge(events: Iterable[Seen]) -> list[Judged]:
    """The visits of a cluster and their labels, in time order. Pure: the order of `events` makes no difference."""
    cluster = sittings_of(events)
    return [
        Judged(sitting, {client_id: decide(found) for client_id, found in evidence_in(sitting, cluster).items()})
        for sitting in cluster
    ]


def decide(found: Sequence[Evidence]) -> Label:
    """The label that the evidence on one event and its visit adds up to."""
    says = {(each.says, each.strength) for each in found}
    if (MACHINE, DECISIVE) in says:
        label = MACHINE
    elif (HUMAN, PROOF) in says and (MACHINE, EVENT_ONLY) not in says:
        # Somebody's act in the same visit outweighs whatever is not tied to this very request.
        label = HUMAN
    elif {(MACHINE, EVENT_ONLY), (MACHINE, STRONG), (MACHINE, REVERSIBLE)} & says:
        label = MACHINE
    else:
        label = HUMAN if (HUMAN, STRONG) in says else UNSURE
    return Label(label, tuple(sorted(found, key=lambda each: each.says != label)))
