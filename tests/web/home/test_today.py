"""Today: what each role finds, and that nobody finds another's people."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.auth.models import User
from app.core import clock
from app.core.db import session
from app.library.models import DRAFT, Asset
from app.tracking.models import MACHINE, UNSURE
from tests.cast import Cast
from tests.conftest import sign_in
from tests.engagement.readings import a_visit
from tests.factories import a_link, a_person, an_account, an_asset


def page(client: FlaskClient, user: User, query: str = "") -> str:
    answer = sign_in(client, user).get("/" + query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def busy(cast: Cast, client: FlaskClient) -> Cast:
    """Bea reads, another went quiet, a scanner came by; on Rosa's account somebody reads too."""
    now = clock.now()
    asset = an_asset(cast.maya, pages=["One", "Two", "Three"], at=now - timedelta(days=100))
    link = a_link(cast.bea, asset, cast.ravi, at=now - timedelta(days=40))[0]
    a_visit(link, now - timedelta(hours=5), (100, 20, 30))
    a_visit(link, now - timedelta(days=2), (), MACHINE, reasons=[{"says": "machine", "text": "Slackbot preview"}])
    quiet = a_link(a_person(cast.fernholt, "Rafael Mota"), asset, cast.ravi, at=now - timedelta(days=40))[0]
    a_visit(quiet, now - timedelta(days=16, hours=1), (30, 20))
    theo = a_person(an_account(cast.rosa), "Theo Brandt")
    a_visit(a_link(theo, asset, cast.rosa)[0], now - timedelta(days=1), (30, 20))
    return cast


def test_nobody_is_let_in_unsigned(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/")
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (302, True)


def test_a_rep_sees_who_moved_and_who_is_quiet(client: FlaskClient, busy: Cast) -> None:
    text = page(client, busy.ravi)
    assert "One person moved this week, one gone quiet." in text
    assert "Bea Baker" in text
    assert "about 2 min" in text or "about 3 min" in text
    assert "Rafael Mota" in text
    assert "quiet 16 days" in text
    assert f"/accounts/{busy.fernholt.public_id}?select={busy.bea.public_id}" in text
    assert f"/accounts/{busy.fernholt.public_id}/send?to=" in text
    assert "Theo Brandt" not in text
    assert "Your desk" not in text
    assert "show=team" not in text


def test_a_rep_who_asks_for_the_team_gets_their_own(client: FlaskClient, busy: Cast) -> None:
    assert "Theo Brandt" not in page(client, busy.ravi, "?show=team")


def test_a_manager_switches_between_mine_and_team(client: FlaskClient, busy: Cast) -> None:
    own = a_person(an_account(busy.max, "Max's own"), "Ines Own")
    a_visit(a_link(own, an_asset(busy.maya, "Security"), busy.max)[0], clock.now(), (30, 20))
    mine = page(client, busy.max)
    assert "Ines Own" in mine
    assert "Bea Baker" not in mine
    team = page(client, busy.max, "?show=team")
    assert "Ines Own" in team
    assert "Bea Baker" in team
    assert "Theo Brandt" in team


def test_who_owns_no_account_starts_with_the_team(client: FlaskClient, busy: Cast) -> None:
    assert "Bea Baker" in page(client, busy.max)
    assert "Bea Baker" not in page(client, busy.max, "?show=mine")


def test_a_marketer_starts_with_the_team_and_a_desk(client: FlaskClient, busy: Cast) -> None:
    an_asset(busy.maya, "New security questionnaire", state=DRAFT, at=clock.now())
    text = page(client, busy.maya)
    assert "Theo Brandt" in text
    assert "Your desk" in text
    assert "New security questionnaire" in text
    assert "One draft is waiting." in text
    assert "by 2 people" in text
    assert "/send?to=" not in text


def test_somebody_who_does_both_has_both(client: FlaskClient, busy: Cast) -> None:
    busy.ravi.roles = ["rep", "marketer"]
    session.commit()
    text = page(client, busy.ravi)
    assert "Your desk" in text
    assert "/send?to=" in text


def test_machines_are_left_out_until_asked_for(client: FlaskClient, busy: Cast) -> None:
    text = page(client, busy.ravi)
    assert "1 open by a machine is left out" in text
    assert "Slackbot preview" not in text
    assert "Slackbot preview" in page(client, busy.ravi, "?machines=shown")


def test_an_unconfirmed_open_moves_nobody(client: FlaskClient, cast: Cast) -> None:
    a_visit(a_link(cast.bea, an_asset(cast.maya), cast.ravi)[0], clock.now(), (60,), UNSURE)
    text = page(client, cast.ravi)
    assert "Nobody moved this week." in text
    assert "Nobody has read anything in the last two weeks" in text


def test_what_lies_in_the_trash_is_named_and_leads_nowhere(client: FlaskClient, busy: Cast) -> None:
    """Neither on Today nor on the account: whoever followed the link would find nothing."""
    piece = session.scalars(select(Asset)).one()
    piece.trashed_at = clock.now()
    session.commit()
    sign_in(client, busy.ravi)
    for path in ("/", f"/accounts/{busy.fernholt.public_id}"):
        page = client.get(path).text
        assert piece.title in page
        assert f"/library/{piece.public_id}" not in page


def test_private_reading_says_so_and_shows_no_time(client: FlaskClient, cast: Cast) -> None:
    a_visit(a_link(cast.bea, an_asset(cast.maya), cast.ravi)[0], clock.now(), (300,), is_measured=False)
    text = page(client, cast.ravi)
    assert "reads privately" in text
    assert "about 5 min" not in text


def test_first_steps_for_a_rep(client: FlaskClient, cast: Cast) -> None:
    text = page(client, cast.rosa)
    assert "Three steps, and this page has something to say." in text
    assert "/accounts/new" in text
    assert "/library/new" not in text
    assert "Who moved" not in text


def test_first_steps_for_a_marketer(client: FlaskClient, cast: Cast) -> None:
    text = page(client, cast.maya)
    assert "Two more steps, and this page has something to say." in text
    assert "/library/new" in text
    assert "/accounts/new" not in text


def test_steps_end_when_something_is_sent(client: FlaskClient, cast: Cast) -> None:
    a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    assert "First steps" not in page(client, cast.ravi)


def test_news_for_reps(client: FlaskClient, cast: Cast) -> None:
    an_asset(cast.maya, "Board-ready one-pager", at=clock.now() - timedelta(days=2))
    an_asset(cast.maya, "An old one", at=clock.now() - timedelta(days=30))
    an_asset(cast.maya, "A secret draft", state=DRAFT, at=clock.now())
    text = page(client, cast.ravi)
    assert "Board-ready one-pager" in text
    assert "An old one" not in text
    assert "A secret draft" not in text


def test_titles_are_text(client: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, "<script>alert(1)</script>")
    a_visit(a_link(cast.bea, asset, cast.ravi)[0], clock.now(), (60,))
    assert "<script>alert" not in page(client, cast.ravi)


@pytest.mark.parametrize(
    "query", ["?show=%00", "?show=team&show=mine", "?machines=" + "x" * 10_000, "?show=%ff%fe", "?unknown=1"]
)
def test_odd_queries_are_no_fault(client: FlaskClient, busy: Cast, query: str) -> None:
    assert "Who moved" in page(client, busy.max, query)


def test_an_unknown_time_zone_is_no_fault(client: FlaskClient, cast: Cast) -> None:
    cast.ravi.time_zone = "Nowhere/At all"
    session.commit()
    page(client, cast.ravi)
