"""The send page: what it ticks, previews, refuses and keeps."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from app.accounts.models import Stakeholder
from app.core import clock
from app.core.db import engine, session
from app.library.models import INTERNAL, RETIRED, Asset
from app.sending.models import COPIED, QUEUED, Send
from tests.cast import Cast
from tests.conftest import sign_in
from tests.factories import a_person, an_account, an_asset


def path(cast: Cast, more: str = "") -> str:
    return f"/accounts/{cast.fernholt.public_id}/send{more}"


def form(people: list[Stakeholder], assets: list[Asset], **values: str) -> dict[str, object]:
    return {
        "to": [person.public_id for person in people],
        "item": [asset.public_id for asset in assets],
        "subject": "The figures",
        "message": "Hello {first name},\r\n\r\nhere they are.",
        "allow_download": "y",
        "expires": "60",
        "channel": "mail",
        "form_key": "key1",
    } | values


def sends() -> list[Send]:
    session.remove()
    return list(session.scalars(select(Send).order_by(Send.id)))


@pytest.fixture
def ravi(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.ravi)


def test_the_address_ticks_people_and_items(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    an_asset(cast.maya, "Waiting")
    page = ravi.get(path(cast), query_string={"to": cast.bea.public_id, "item": asset.public_id})
    assert page.status_code == 200
    assert f'name="to" value="{cast.bea.public_id}" data-counts="people" checked' in page.text
    assert f'name="item" value="{asset.public_id}" data-counts="items" checked' in page.text
    assert "Send 1 item to 1 person" in page.text
    assert "Waiting" in page.text
    assert "These links show Ravi which pages help" in page.text


def test_hostile_addresses_are_only_ignored(ravi: FlaskClient, cast: Cast) -> None:
    for value in ("\x00", "x" * 10_000, "'; drop", "nobody"):
        assert ravi.get(path(cast), query_string={"to": [value] * 3, "item": value, "q": value}).status_code == 200


def test_a_send_goes_and_shows(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    answer = ravi.post(path(cast), data=form([cast.bea], [asset]))
    (made,) = sends()
    assert (answer.status_code, answer.location) == (303, f"/sends/{made.public_id}")
    assert made.message == "Hello {first name},\n\nhere they are."
    link = made.deliveries[0].links[0]
    assert link.expires_at is not None
    assert abs(link.expires_at - clock.now() - timedelta(days=60)) < timedelta(minutes=5)
    assert link.allow_download
    assert made.deliveries[0].state == QUEUED
    assert "Waiting to go" in ravi.get(answer.location).text


def test_a_double_click_is_one_send(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    one, two = (ravi.post(path(cast), data=form([cast.bea], [asset])) for _ in range(2))
    assert one.location == two.location
    assert len(sends()) == 1


def test_copied_links(ravi: FlaskClient, cast: Cast) -> None:
    owen = a_person(cast.fernholt, "Owen Pryce", email=None)
    given = form([owen], [an_asset(cast.maya)], channel="links", subject="", message="", expires="never")
    answer = ravi.post(path(cast), data=given, follow_redirects=True)
    (made,) = sends()
    assert (made.deliveries[0].state, made.deliveries[0].links[0].expires_at) == (COPIED, None)
    assert "http://localhost/v/" in answer.text
    assert "Links made" in answer.text


def test_without_its_tick_download_is_off(ravi: FlaskClient, cast: Cast) -> None:
    given = form([cast.bea], [an_asset(cast.maya)])
    del given["allow_download"]
    ravi.post(path(cast), data=given)
    assert not sends()[0].deliveries[0].links[0].allow_download


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"subject": "a\r\nBcc: v@x.example"}, "Keep it on one line"),
        ({"subject": "=?utf-8?q?a?="}, "Leave out"),
        ({"subject": "a\u2028b"}, "Keep it on one line"),
        ({"subject": "x" * 10_000}, "Use at most 200 characters."),
        ({"message": ""}, "Write a message."),
        ({"message": "x" * 10_001}, "Use at most 10,000 characters."),
        ({"message": "Dear {company}"}, "{company} cannot be filled in."),
        ({"expires": "7"}, "Not a valid choice"),
        ({"expires": "9" * 40}, "Not a valid choice"),
        ({"expires": "\x00"}, "Not a valid choice"),
        ({"channel": "pigeon"}, "Send by mail, or copy the links."),
        ({"channel": ""}, "Send by mail, or copy the links."),
        ({"to": []}, "Choose who gets it."),
        ({"to": ["nobody"]}, "is no longer at Fernholt Foods"),
        ({"to": ["\x00"]}, "is no longer at Fernholt Foods"),
        ({"item": []}, "Choose something to send."),
        ({"item": ["x" * 10_000]}, "is no longer in the library"),
    ],
)
def test_bad_input_says_what_to_fix_and_keeps_what_was_typed(
    ravi: FlaskClient, cast: Cast, change: dict[str, object], words: str
) -> None:
    given = form([cast.bea], [an_asset(cast.maya, "Payback")], message="My <b>own</b> words") | change
    answer = ravi.post(path(cast), data=given)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'class="error-summary"' in answer.text
    if "message" not in change:
        assert "My &lt;b&gt;own&lt;/b&gt; words" in answer.text
    if "subject" not in change:
        assert 'value="The figures"' in answer.text
    assert 'name="form_key" value="key1"' in answer.text
    assert sends() == []


def test_every_mistake_is_named_at_once(ravi: FlaskClient, cast: Cast) -> None:
    answer = ravi.post(path(cast), data=form([], [], subject="", message=""))
    assert "There are 4 things to fix" in answer.text


def test_what_may_not_go_to_buyers_is_not_offered_and_is_refused(ravi: FlaskClient, cast: Cast) -> None:
    secret = an_asset(cast.maya, "Battle card", audience=INTERNAL)
    old = an_asset(cast.maya, "Old prices", state=RETIRED)
    assert "Battle card" not in ravi.get(path(cast)).text
    for asset in (secret, old):
        answer = ravi.post(path(cast), data=form([cast.bea], [asset]))
        assert answer.status_code == 422
        assert f"“{asset.title}” cannot be sent." in answer.text


def test_what_was_replaced_may_go_and_names_what_is_better(ravi: FlaskClient, cast: Cast) -> None:
    better = an_asset(cast.maya, "The architecture on one page")
    old = an_asset(cast.maya, "Technology overview 2023", replaced_by_id=better.id)
    page = ravi.get(path(cast, f"?item={old.public_id}")).text
    assert "It has been replaced. Send “The architecture on one page” instead." in page
    assert "cannot be sent" not in page


def test_a_draft_answers_like_nothing(ravi: FlaskClient, cast: Cast) -> None:
    draft = an_asset(cast.maya, "Secret plan", state="draft")
    answer = ravi.post(path(cast), data=form([cast.bea], [draft]))
    assert answer.status_code == 422
    assert "Secret plan" not in answer.text


def test_somebody_of_another_account_is_refused(ravi: FlaskClient, cast: Cast) -> None:
    stranger = a_person(an_account(cast.rosa), "Sven Secret")
    answer = ravi.post(path(cast), data=form([stranger], [an_asset(cast.maya)]))
    assert answer.status_code == 422
    assert "Sven" not in answer.text


def test_the_preview_is_for_the_person_asked_and_stores_nothing(ravi: FlaskClient, cast: Cast) -> None:
    owen = a_person(cast.fernholt, "Owen Pryce")
    given = form([cast.bea, owen], [an_asset(cast.maya)], show=owen.public_id, subject="For {first name}")
    page = ravi.post(path(cast, "/preview"), data=given)
    assert page.status_code == 200
    assert "Hello Owen," in page.text
    assert "For Owen</p>" in page.text
    assert 'value="For {first name}"' in page.text
    assert f'name="see" value="{owen.public_id}"' in page.text
    again = ravi.post(path(cast, "/preview"), data=given | {"show": "", "see": owen.public_id})
    assert "Hello Owen," in again.text
    assert sends() == []


def test_htmx_gets_the_part_that_changed(ravi: FlaskClient, cast: Cast) -> None:
    an_asset(cast.maya, "Payback")
    an_asset(cast.maya, "Waiting")
    given = form([cast.bea], [], q="wait")
    letter = ravi.post(path(cast, "/preview"), data=given, headers={"HX-Request": "true", "HX-Target": "letter"})
    assert letter.text.lstrip().startswith('<div id="letter"')
    pieces = ravi.post(path(cast, "/preview"), data=given, headers={"HX-Request": "true", "HX-Target": "pieces"})
    assert pieces.text.lstrip().startswith('<div id="pieces"')
    assert "Waiting" in pieces.text
    assert "Payback" not in pieces.text
    all_again = ravi.post(
        path(cast, "/preview"), data=given | {"q": ""}, headers={"HX-Request": "true", "HX-Target": "pieces"}
    )
    assert '<details class="composer-more" open>' in all_again.text


def test_finding_keeps_what_was_ticked_and_typed(ravi: FlaskClient, cast: Cast) -> None:
    ticked = an_asset(cast.maya, "Payback")
    an_asset(cast.maya, "Waiting")
    page = ravi.post(path(cast, "/preview"), data=form([cast.bea], [ticked], q="wait")).text
    assert f'value="{ticked.public_id}" data-counts="items" checked' in page
    assert "here they are." in page
    assert "Waiting" in page


def test_it_is_not_there_for_those_who_may_not_send(client: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    for user in (cast.rosa, cast.maya):
        sign_in(client, user)
        for answer in (
            client.get(path(cast)),
            client.post(path(cast), data=form([cast.bea], [asset])),
            client.post(path(cast, "/preview"), data=form([cast.bea], [asset])),
            client.get("/accounts/nothing/send"),
        ):
            assert answer.status_code == 404
    assert sends() == []


def test_signed_out_it_leads_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    assert "/sign-in" in client.get(path(cast)).location
    assert "/sign-in" in client.post(path(cast), data=form([cast.bea], [])).location


def test_its_queries_do_not_grow(ravi: FlaskClient, cast: Cast) -> None:
    def asked() -> int:
        session.remove()
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(engine(), "before_cursor_execute", listener)
        assert ravi.get(path(cast), query_string={"to": cast.bea.public_id}).status_code == 200
        event.remove(engine(), "before_cursor_execute", listener)
        return len(statements)

    an_asset(cast.maya, "One")
    # The words of the pages are read once a process.
    asked()
    few = asked()
    for n in range(6):
        an_asset(cast.maya, f"Piece {n}")
        a_person(cast.fernholt)
    assert session.scalar(select(func.count()).select_from(Asset)) == 7
    assert asked() == few
