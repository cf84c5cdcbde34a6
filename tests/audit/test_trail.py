"""The trail: what it says in words, and who it is narrowed to."""

from datetime import timedelta

import pytest

from app.audit import wording
from app.audit.queries import Asked, known_acts, trail, trail_length
from app.audit.recording import record
from app.core.db import session
from tests.cast import NOW, Cast
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")


def test_entries_are_narrowed_by_person_act_and_time(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    for number, (who, act) in enumerate([(cast.maya, "publish"), (cast.ada, "retire"), (None, "expire")]):
        record(who, act, asset, asset.title, NOW + timedelta(days=number), version=number)
    session.commit()
    assert [entry.act for entry in trail(Asked(), 10)] == ["expire", "retire", "publish"]
    assert [entry.act for entry in trail(Asked(actor_id=cast.ada.id), 10)] == ["retire"]
    assert [entry.act for entry in trail(Asked(act="publish"), 10)] == ["publish"]
    day = Asked(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))
    assert [entry.act for entry in trail(day, 10)] == ["retire"]
    assert [entry.act for entry in trail(Asked(), 1, offset=1)] == ["retire"]
    assert (trail_length(Asked()), trail_length(day)) == (3, 1)
    assert known_acts() == ["expire", "publish", "retire"]


@pytest.mark.parametrize(
    ("act", "facts", "said"),
    [
        ("publish", {"version": 3}, "published version 3"),
        (
            "publish",
            {"version": 3, "over": ["A B", "C D"]},
            "published version 3 over the missing approval of A B, C D",
        ),
        ("ask_review", {"version": 1, "of": ["A B"]}, "asked A B to review version 1"),
        ("expire", {"on": "2026-11-02"}, "took it from sending: it expired on 2 November 2026"),
        ("replace", {"by": ""}, "took back what replaces it"),
        ("undo", {"undone": "still_right"}, "undid: still right"),
        ("want_changes", {}, "asked for changes to version : "),
        ("something_new", {"odd": {"a": [1]}}, "something new"),
        ("{braces}", {}, ""),
    ],
)
def test_an_act_in_words(cast: Cast, act: str, facts: dict[str, object], said: str) -> None:
    asset = an_asset(cast.maya)
    assert wording.words_of(record(cast.maya, act, asset, asset.title, NOW, **facts)) == said
