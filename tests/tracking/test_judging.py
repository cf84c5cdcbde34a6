"""The decision order, the visits, and that neither depends on the order in which events arrive."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracking.headers import NOT_GET, PREFETCH
from app.tracking.judging import judge
from app.tracking.seen import Seen
from tests.tracking.traces import CHROME, HEADLESS, OFFICE, SLACKBOT, beat, seen

O1, O2 = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def labels(*events: Seen) -> list[str]:
    """The label of each event, in the order given."""
    found = {client_id: label.label for each in judge(events) for client_id, label in each.labels.items()}
    return [found[event.client_id] for event in events]


def codes(event: Seen, *others: Seen) -> list[str]:
    found = {client_id: label for each in judge([event, *others]) for client_id, label in each.labels.items()}
    return [reason.code for reason in found[event.client_id].reasons]


def test_a_request_alone_is_unsure() -> None:
    assert labels(seen()) == ["unsure"]


def test_a_page_that_ran_untouched_stays_unsure_and_says_so() -> None:
    ready = beat(2_000, {1: (1_900, 0)}, kind="ready", payload={"open": O1})
    opened = seen(client_id=O1, visitor_key="V")
    assert labels(opened, ready) == ["unsure", "unsure"]
    assert codes(ready, opened) == ["js-only"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (seen(header_bits=NOT_GET), "head"),
        (seen(header_bits=PREFETCH), "prefetch"),
        (seen(ua=SLACKBOT), "declared"),
        (seen(ua=OFFICE), "declared"),
        (seen(ua=""), "no-ua"),
        (seen(ua=HEADLESS), "webdriver"),
        (beat(0, {}, kind="ready", payload={"webdriver": True}), "webdriver"),
    ],
)
def test_each_machine_rule_is_reached(event: Seen, code: str) -> None:
    assert labels(event) == ["machine"]
    assert code in codes(event)


def test_pressing_open_proves_a_person_and_their_open() -> None:
    opened = seen(client_id=O1)
    cover = seen("cover", 4_000, visitor_key="V", payload={"open": O1})
    assert labels(opened, cover) == ["human", "human"]
    assert codes(opened, cover) == ["cover"]


def test_an_act_proves_a_person_only_with_three_active_seconds() -> None:
    opened = seen(client_id=O1, visitor_key="V")
    assert labels(opened, beat(9_000, {1: (5_000, 2_999)}, acts=1)) == ["unsure", "unsure"]
    assert labels(opened, beat(9_000, {1: (5_000, 3_000)}, acts=1)) == ["human", "human"]
    assert labels(opened, beat(9_000, {1: (5_000, 5_000)}, acts=0)) == ["unsure", "unsure"]


def test_proof_beats_evidence_not_tied_to_the_request() -> None:
    """A person behind a declared name or a prefetched page is a person; what lost stays as a note."""
    opened = seen(client_id=O1, ua=SLACKBOT, header_bits=PREFETCH)
    cover = seen("cover", 4_000, ua=SLACKBOT, visitor_key="V", payload={"open": O1})
    assert labels(opened, cover) == ["human", "human"]
    assert codes(opened, cover) == ["cover", "prefetch", "declared"]


@pytest.mark.parametrize("machine", [{"header_bits": NOT_GET}, {"ua": OFFICE}])
def test_a_check_is_a_machine_even_in_a_persons_visit(machine: dict[str, Any]) -> None:
    check = seen(at=1_000, visitor_key="V", **machine)
    cover = seen("cover", 4_000, visitor_key="V")
    assert labels(check, cover) == ["machine", "human"]
    assert codes(check, cover)[-1] == "cover"


def test_decisive_evidence_beats_proof() -> None:
    cover = seen("cover", 4_000, visitor_key="V")
    driven = beat(6_000, {1: (5_000, 5_000)}, acts=3, payload={"webdriver": True})
    assert labels(cover, driven) == ["machine", "machine"]


def test_a_prefetched_page_that_is_shown_is_no_longer_a_machines() -> None:
    opened = seen(client_id=O1, header_bits=PREFETCH, visitor_key="V")
    shown = beat(9_000, {1: (10, 0)}, kind="ready", payload={"activated": True, "open": O1})
    assert labels(opened) == ["machine"]
    assert labels(opened, shown) == ["unsure", "unsure"]
    other = beat(9_000, {1: (10, 0)}, kind="ready", payload={"activated": True, "open": O2})
    assert labels(opened, other)[0] == "machine"


def test_scanner_and_person_seconds_apart_are_two() -> None:
    scan = seen(at=0, ua=CHROME, source=7)
    opened = seen(at=3_000, client_id=O1, source=1)
    cover = seen("cover", 8_000, visitor_key="V", payload={"open": O1})
    assert labels(scan, opened, cover) == ["unsure", "human", "human"]
    assert [each.label for each in judge([scan, opened, cover])] == ["unsure", "human"]


def test_an_open_belongs_to_the_visit_that_follows_from_the_same_hand() -> None:
    reloaded = seen(at=0, client_id=O1)
    opened = seen(at=5_000, client_id=O2)
    cover = seen("cover", 9_000, visitor_key="V", payload={"open": O2})
    late = seen(at=9_000 + 31 * 60_000)
    assert labels(reloaded, opened, cover, late) == ["human", "human", "human", "unsure"]


def test_a_gap_of_half_an_hour_makes_a_new_visit() -> None:
    first = beat(0, {1: (1_000, 1_000)}, load="a")
    near = beat(29 * 60_000, {2: (1_000, 1_000)}, load="b")
    far = beat(59 * 60_000, {3: (1_000, 1_000)}, load="c")
    assert [len(each.sitting.events) for each in judge([far, first, near])] == [2, 1]


def test_refusing_readers_never_join_a_measured_visitor() -> None:
    opened = seen(client_id=O1)
    cover = seen("cover", 4_000, source=None, consent="refused", payload={"open": O1})
    judged = judge([opened, cover])
    assert len(judged) == 1
    assert judged[0].label == "human"
    assert judged[0].sitting.visitor_key is None


def test_an_open_with_the_pass_of_a_refusal_joins_that_refusal_and_no_other() -> None:
    quiet: dict[str, Any] = {"source": None, "consent": "refused"}
    mine = [seen("cover", 4_000, payload={"open": O1}, **quiet), seen(at=5_000, payload={"open": O1}, **quiet)]
    theirs = [seen("cover", 6_000, payload={"open": O2}, **quiet), seen(at=7_000, payload={"open": O2}, **quiet)]
    judged = judge([seen(client_id=O1), seen(client_id=O2), *mine, *theirs])
    assert [(each.label, len(each.sitting.events)) for each in judged] == [("human", 3), ("human", 3)]


def test_whoever_holds_the_pass_of_a_refusal_is_known_but_a_check_with_it_is_not() -> None:
    again = seen(source=None, consent="refused")
    check = seen(at=1_000, source=None, consent="refused", header_bits=NOT_GET)
    assert labels(again, check) == ["human", "machine"]
    assert codes(again) == ["known"]
    assert labels(seen(source=None, consent="quiet")) == ["unsure"]


KINDS = st.sampled_from(["open", "cover", "ready", "beat", "leave", "download", "withdraw"])
EVENTS = st.builds(
    lambda kind, at, ua, visitor, load, source, bits, opened, pages, acts, flags, link: seen(
        kind, at * 1_000, ua, source=source, header_bits=bits, visitor_key=visitor,
        visit_key=load if visitor else None, link_id=link,
        payload={"pages": {str(p): [v * 100, a * 100] for p, (v, a) in pages.items()}, "acts": acts,
                 **({"open": opened} if opened else {}), **dict.fromkeys(flags, True)},
    ),
    KINDS,
    st.integers(0, 6_000),
    st.sampled_from([CHROME, CHROME, SLACKBOT, HEADLESS, OFFICE, ""]),
    st.sampled_from([None, "V", "W"]),
    st.sampled_from(["l1", "l2", "l3"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([0, 0, 0, NOT_GET, PREFETCH]),
    st.sampled_from([None, O1, O2]),
    st.dictionaries(st.integers(1, 4), st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=3),
    st.integers(0, 2),
    st.sets(st.sampled_from(["webdriver", "activated"]), max_size=1),
    st.integers(1, 2),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_in_the_same(events: list[Seen], chance: Any) -> None:
    named = dict(enumerate((O1, O2)))
    events = [replace(event, client_id=named.get(i, event.client_id), id=i) for i, event in enumerate(events)]
    shuffled = [replace(event, id=i) for i, event in enumerate(chance.sample(events, len(events)))]
    assert _outcome(events) == _outcome(shuffled)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=14))
def test_every_event_has_one_label_and_dwell_keeps_its_bounds(events: list[Seen]) -> None:
    judged = judge(events)
    assert sorted(client_id for each in judged for client_id in each.labels) == sorted(e.client_id for e in events)
    for each in judged:
        ordered = each.sitting.events
        assert each.sitting.active_ms <= ordered[-1].received_ms - ordered[0].received_ms + 20_000
        assert all(0 <= active <= visible <= 30 * 60_000 for visible, active in each.sitting.times.values())


def _outcome(events: list[Seen]) -> list[Any]:
    return [
        (
            each.label,
            each.sitting.times,
            each.sitting.visitor_key,
            sorted(each.labels.items(), key=lambda item: item[0]),
        )
        for each in judge(events)
    ]


def test_the_work_grows_with_the_events_and_not_with_their_square() -> None:
    asked = 0

    class Counted(Seen):
        @property
        def acts(self) -> int:
            nonlocal asked
            asked += 1
            return 1

    events = [
        Counted(id=n, client_id=f"{n:05}", kind="beat", link_id=1, received_ms=n, visitor_key="v", visit_key="load")
        for n in range(500)
    ]
    (visit,) = judge(events)
    assert visit.label is not None
    assert asked <= 4 * len(events)
