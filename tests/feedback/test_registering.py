"""What reps made: entering, judging, adopting, each undone; and who finds it."""

import pytest

from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.feedback import registering
from app.feedback.models import RepMade
from app.feedback.queries import get_rep_made_for, registered_since, rep_made_for, waiting_for_verdict
from app.library import publishing, queries
from app.library.models import DRAFT
from app.sending.checking import why_not_to
from tests.cast import NOW, Cast
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")


def registered(cast: Cast, title: str = "My deck", minutes: int = 90) -> RepMade:
    made = registering.register(cast.ravi, an_asset(cast.ravi, title, state=DRAFT), minutes, NOW)
    commit()
    return made


def test_nobody_but_its_maker_and_marketing_finds_it_and_it_is_not_sent(cast: Cast) -> None:
    made = registered(cast)
    for stranger in (cast.rosa, cast.max):
        assert rep_made_for(stranger) == ([], 0)
        with pytest.raises(NotFound):
            get_rep_made_for(stranger, made.asset.public_id)
        with pytest.raises(NotFound):
            queries.get_asset_for(stranger, made.asset.public_id)
        assert queries.visible_assets_for(stranger) == []
    for reader in (cast.ravi, cast.maya):
        assert rep_made_for(reader) == ([made], 1)
        assert queries.get_asset_for(reader, made.asset.public_id).id == made.asset_id
    assert why_not_to(made.asset, cast.fernholt, NOW) == "Still a draft."
    assert (waiting_for_verdict(cast.maya), waiting_for_verdict(cast.ravi)) == (1, 0)


@pytest.mark.parametrize("minutes", [0, -1, 12_001, None])
def test_minutes_are_a_positive_number(cast: Cast, minutes: int | None) -> None:
    with pytest.raises(Refused) as refusal:
        registering.checked_minutes(minutes)
    assert refusal.value.field == "minutes"


def test_only_a_draft_of_ones_own_goes_in(cast: Cast) -> None:
    for asset in (an_asset(cast.maya, state=DRAFT), an_asset(cast.ravi)):
        with pytest.raises(Refused):
            registering.register(cast.ravi, asset, 10, NOW)


def test_off_needs_a_reason_and_each_verdict_can_be_taken_back(cast: Cast) -> None:
    made = registered(cast)
    with pytest.raises(Refused) as refusal:
        registering.judge(cast.maya, made, "off", " ", NOW)
    assert refusal.value.field == "note"
    with pytest.raises(Refused, match="on message"):
        registering.judge(cast.maya, made, "great", "", NOW)
    with pytest.raises(Refused, match="Only marketing"):
        registering.judge(cast.ravi, made, "on", "", NOW)
    registering.judge(cast.maya, made, "off", "The figure is old", NOW)
    commit()
    registering.judge(cast.ada, made, "fixed", "The figure was old", NOW)
    commit()
    assert (made.verdict, made.verdict_by) == ("fixed", cast.ada)
    registering.take_back_verdict(cast.maya, made, NOW)
    commit()
    assert (made.verdict, made.verdict_note, made.verdict_by, made.verdict_at) == (
        "off", "The figure is old", cast.maya, NOW,
    )  # fmt: skip
    registering.take_back_verdict(cast.maya, made, NOW)
    assert (made.verdict, made.verdict_note, made.verdict_at) == (None, "", None)
    with pytest.raises(Refused):
        registering.take_back_verdict(cast.maya, made, NOW)


def test_a_good_one_is_adopted_and_given_back_until_it_is_published(cast: Cast) -> None:
    made = registered(cast)
    with pytest.raises(Refused, match="Judge it"):
        registering.adopt(cast.maya, made, NOW)
    registering.judge(cast.maya, made, "on", "", NOW)
    registering.adopt(cast.maya, made, NOW)
    assert (made.asset.owner, made.asset.state) == (cast.maya, DRAFT)
    with pytest.raises(Refused, match="adoption"):
        registering.take_back_verdict(cast.maya, made, NOW)
    registering.take_back_adoption(cast.maya, made, NOW)
    assert (made.asset.owner, made.adopted_at) == (cast.ravi, None)
    registering.adopt(cast.maya, made, NOW)
    publishing.publish(cast.maya, made.asset, NOW)
    commit()
    assert queries.get_asset_for(cast.rosa, made.asset.public_id).is_published
    with pytest.raises(Refused, match="published"):
        registering.take_back_adoption(cast.maya, made, NOW)
    assert rep_made_for(cast.ravi)[0] == [made], "its maker still sees what was said"


def test_ones_own_is_taken_out_before_it_is_judged(cast: Cast) -> None:
    first, second = registered(cast), registered(cast, "Another")
    with pytest.raises(Refused):
        registering.withdraw(cast.maya, first, NOW)
    registering.withdraw(cast.ravi, first, NOW)
    registering.judge(cast.maya, second, "off", "No", NOW)
    commit()
    with pytest.raises(Refused):
        registering.withdraw(cast.ravi, second, NOW)
    assert [made.asset.title for made in rep_made_for(cast.ravi)[0]] == ["Another"]


def test_throwing_bad_ones_away_does_not_better_the_rate(cast: Cast) -> None:
    bad, open_ = registered(cast), registered(cast, "Open")
    registering.judge(cast.maya, bad, "off", "No", NOW)
    bad.asset.trashed_at = open_.asset.trashed_at = NOW
    commit()
    assert registered_since(cast.maya, NOW) == [bad]
    assert registered_since(cast.rosa, NOW) == []
