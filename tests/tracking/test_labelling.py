"""From stored events to labels, their history, visits and dwell, on both databases."""

import random

import pytest
from sqlalchemy import Engine, event, func, select

from app.core.db import session
from app.sending.models import TrackedLink
from app.tracking import queries, recording
from app.tracking.arrivals import Arrival
from app.tracking.labelling import relabel
from app.tracking.models import LabelHistory, PageDwell, UserAgent, Visit
from app.tracking.rebuilding import rebuild
from tests.cast import NOW, Cast
from tests.factories import a_link, a_person, an_asset
from tests.tracking.traces import ELSEWHERE, HOME, SLACKBOT, START, arrived

OPEN = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
def link(db: Engine, cast: Cast) -> TrackedLink:
    return a_link(cast.bea, an_asset(cast.maya, pages=["One", "Two", "Three"]), cast.ravi)[0]


def reading(link_id: int) -> list[Arrival]:
    """A mail filter, then Bea: opens, presses Open, reads two pages, downloads."""
    who = {"visitor_key": "V", "consent": "given"}
    one, both = {"1": [14_000, 12_000]}, {"1": [14_000, 12_000], "2": [8_000, 8_000]}
    return [
        arrived(link_id, at=0, agent=SLACKBOT, origin=ELSEWHERE),
        arrived(link_id, at=60_000, client_id=OPEN),
        arrived(link_id, "cover", 65_000, payload={"open": OPEN}, **who),
        arrived(link_id, "ready", 66_000, visit_key="L", payload={"open": OPEN}, **who),
        arrived(link_id, "beat", 81_000, visit_key="L", payload={"pages": one, "acts": 2}, **who),
        arrived(link_id, "leave", 90_000, visit_key="L", payload={"pages": both, "acts": 4}, **who),
        arrived(link_id, "download", 91_000, **who),
    ]  # fmt: skip


def settle(link_id: int) -> None:
    relabel(link_id, NOW)
    session.commit()


def history() -> int:
    count = session.scalar(select(func.count()).select_from(LabelHistory)) or 0
    session.rollback()
    return count


def test_a_reading_becomes_a_visit_with_its_dwell(link: TrackedLink, cast: Cast) -> None:
    recording.record(reading(link.id))
    settle(link.id)
    machine, human = queries.visits_of_account(cast.fernholt.id)
    assert (machine.label, human.label) == ("machine", "human")
    assert (human.first_ms, human.last_ms) == (START + 60_000, START + 91_000)
    assert (human.active_ms, human.visible_ms, human.pages, human.max_page) == (20_000, 22_000, 2, 2)
    assert (human.stakeholder_id, human.downloads, human.device, human.is_measured) == (
        cast.bea.id,
        1,
        "computer",
        True,
    )
    assert [reason["code"] for reason in human.reasons][:2] == ["act", "cover"]
    pages = queries.dwell_of([machine.id, human.id])
    assert [(row.page, row.visible_ms, row.active_ms) for row in pages[human.id]] == [
        (1, 14_000, 12_000),
        (2, 8_000, 8_000),
    ]
    assert pages[machine.id] == []


def test_a_mail_filter_is_delivery_evidence(link: TrackedLink) -> None:
    recording.record(reading(link.id))
    settle(link.id)
    arrival = queries.machine_arrivals([link.id, 12345])[link.id]
    assert (arrival.text, round(arrival.at.timestamp() * 1000)) == ("Slackbot preview", START)


def test_history_grows_only_when_a_label_or_its_reasons_change(link: TrackedLink) -> None:
    events = reading(link.id)
    recording.record(events[:2])
    settle(link.id)
    assert history() == 2
    settle(link.id)
    assert history() == 2
    recording.record(events[2:3])
    settle(link.id)
    # The cover is new, and the open is no longer unsure.
    assert history() == 4
    labels = session.scalars(select(LabelHistory.label).order_by(LabelHistory.id)).all()
    assert sorted(labels[:2]) == ["machine", "unsure"]
    assert labels[2:] == ["human", "human"]


def test_any_order_of_arrival_is_stored_the_same(link: TrackedLink, cast: Cast) -> None:
    outcomes = []
    for seed in range(4):
        other, _ = a_link(cast.bea, an_asset(cast.maya, title=f"Copy {seed}"), cast.ravi)
        events = [
            Arrival(**{**vars(each), "client_id": f"{seed}:{each.client_id}", "payload": _bound(each, seed)})
            for each in reading(other.id)
        ]
        random.Random(seed).shuffle(events)
        for each in events:
            recording.record([each])
            settle(other.id)
        visits = queries.visits_of_links([other.id])
        outcomes.append(
            [(v.label, v.first_ms, v.last_ms, v.active_ms, v.pages, [r["code"] for r in v.reasons]) for v in visits]
        )
    assert outcomes[0]
    assert all(outcome == outcomes[0] for outcome in outcomes)


def _bound(each: Arrival, seed: int) -> dict[str, object]:
    return {**each.payload, **({"open": f"{seed}:{OPEN}"} if "open" in each.payload else {})}


def test_rebuild_comes_to_the_same_and_judges_old_agents_again(link: TrackedLink) -> None:
    recording.record(reading(link.id))
    settle(link.id)
    before = [(v.label, v.first_ms, v.active_ms) for v in queries.visits_of_links([link.id])]
    session.execute(Visit.metadata.tables["user_agent"].update().values(declared_name=None, ruleset=0))
    session.commit()
    seen: list[int] = []
    assert rebuild(NOW, seen.append) == 1
    session.commit()
    assert [(v.label, v.first_ms, v.active_ms) for v in queries.visits_of_links([link.id])] == before
    assert seen == [1]
    assert session.scalar(select(func.count()).where(UserAgent.declared_name == "Slackbot")) == 1


def test_an_unmeasured_visit_keeps_no_pages_and_only_the_minute(link: TrackedLink) -> None:
    opened = arrived(link.id, at=1_234, client_id=OPEN)
    cover = arrived(link.id, "cover", 0, origin=None, consent="refused", payload={"open": OPEN})
    recording.record([opened, cover])
    settle(link.id)
    (visit,) = queries.visits_of_links([link.id])
    assert (visit.label, visit.is_measured, visit.visitor_key, visit.pages) == ("human", False, None, 0)
    assert visit.first_ms % 60_000 == 0
    assert session.scalar(select(func.count()).select_from(PageDwell)) == 0


def test_a_link_that_is_gone_is_no_fault(db: Engine) -> None:
    relabel(424242, NOW)


def test_other_links_keep_their_visits(link: TrackedLink, cast: Cast) -> None:
    other, _ = a_link(a_person(cast.fernholt), an_asset(cast.maya, title="Another"), cast.ravi)
    recording.record([*reading(link.id), arrived(other.id, origin=HOME)])
    settle(link.id)
    settle(other.id)
    ids = {visit.id for visit in queries.visits_of_links([link.id])}
    settle(other.id)
    settle(link.id)
    assert {visit.id for visit in queries.visits_of_links([link.id])} == ids


def test_queries_do_not_grow_with_rows(link: TrackedLink, cast: Cast, db: Engine) -> None:
    account_id, asset_id = cast.fernholt.id, link.asset_id

    def counted() -> int:
        statements: list[str] = []

        def note(*args: object) -> None:
            statements.append(str(args[2]))

        event.listen(db, "before_cursor_execute", note)
        visits = queries.visits_of_account(account_id)
        queries.dwell_of([visit.id for visit in visits])
        queries.machine_arrivals([visit.link_id for visit in visits])
        queries.visits_of_asset(asset_id)
        event.remove(db, "before_cursor_execute", note)
        return sum(statement.startswith("SELECT") for statement in statements)

    recording.record(reading(link.id))
    settle(link.id)
    few = counted()
    for _ in range(5):
        more, _token = a_link(a_person(cast.fernholt), an_asset(cast.maya, title="More"), cast.ravi)
        recording.record([arrived(more.id), arrived(more.id, "cover", 9_000, visitor_key="W")])
        settle(more.id)
    assert len(queries.visits_of_account(cast.fernholt.id)) > 6
    assert counted() == few
