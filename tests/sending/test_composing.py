"""What a send makes, and everything it refuses."""

import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core import jobs, tokens
from app.core.db import session
from app.core.errors import Refused
from app.library.models import DRAFT, INTERNAL, RETIRED, Asset, Version
from app.sending import links
from app.sending.composing import send
from app.sending.models import COPIED, QUEUED, Delivery, Send, TrackedLink
from tests.cast import NOW, Cast
from tests.factories import a_person, an_account, an_asset
from tests.sending.sends import a_send

GOOD = {
    "subject": "Figures",
    "message": "Hello {first name}",
    "allow_download": True,
    "expires_at": None,
    "channel": "mail",
    "form_key": None,
    "at": NOW,
}


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_delivery_a_person_and_one_link_a_person_and_item(db: Engine, cast: Cast) -> None:
    owen = a_person(cast.fernholt, "Owen Pryce")
    assets = [an_asset(cast.maya, "Payback"), an_asset(cast.maya, "Waiting")]
    made = a_send(cast, [cast.bea, owen], assets, allow_download=False)
    assert [(d.stakeholder_id, d.state) for d in made.deliveries] == [(cast.bea.id, QUEUED), (owen.id, QUEUED)]
    made_links = [link for delivery in made.deliveries for link in delivery.links]
    assert len(made_links) == 4
    assert {link.version_id for link in made_links} == {asset.current_version_id for asset in assets}
    assert all(not link.allow_download and link.expires_at == NOW + timedelta(days=60) for link in made_links)
    assert len({link.token_hash for link in made_links}) == 4
    assert len({d.message_id for d in made.deliveries}) == 2


def test_the_token_is_not_in_the_database_and_comes_back_the_same(db: Engine, cast: Cast) -> None:
    link = a_send(cast, [cast.bea], [an_asset(cast.maya)]).deliveries[0].links[0]
    token = links.token_of(link)
    assert links.url_of(link) == f"http://localhost/v/{token}"
    assert link.token_hash == tokens.fingerprint(token)
    assert token not in (link.nonce, link.public_id, link.token_hash)


def test_a_job_is_enqueued_for_each_delivery_in_the_same_transaction(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    send(cast.ravi, cast.fernholt, [cast.bea], [asset], **GOOD)
    assert (count(jobs.Job), count(Send)) == (1, 1)
    session.rollback()
    assert (count(jobs.Job), count(Send), count(TrackedLink)) == (0, 0, 0)


def test_copied_links_need_no_mail_no_address_and_no_words(db: Engine, cast: Cast) -> None:
    owen = a_person(cast.fernholt, "Owen", email=None)
    made = a_send(cast, [owen], [an_asset(cast.maya)], channel="links", subject="", message="")
    assert made.deliveries[0].state == COPIED
    assert count(jobs.Job) == 0


def test_the_same_form_twice_is_one_send(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    one = a_send(cast, [cast.bea], [asset], form_key="k1")
    two = a_send(cast, [cast.bea], [asset], form_key="k1", at=NOW + timedelta(seconds=2))
    assert one.id == two.id
    assert (count(Send), count(Delivery), count(jobs.Job)) == (1, 1, 1)


def test_the_same_form_twice_at_once_is_one_send(db: Engine, cast: Cast) -> None:
    given = GOOD | {"form_key": "k1"}
    ids = [cast.ravi.id, cast.fernholt.id, cast.bea.id, an_asset(cast.maya).id]
    session.remove()
    both = Barrier(2)
    made: list[int] = []

    def click() -> None:
        kinds = (User, Account, Stakeholder, Asset)
        user, account, person, asset = (session.get(kind, id_) for kind, id_ in zip(kinds, ids, strict=True))
        if db.dialect.name == "postgresql":
            both.wait(10)
        made.append(send(user, account, [person], [asset], **given).id)
        if db.dialect.name == "postgresql":
            time.sleep(0.2)
        session.commit()
        session.remove()

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(30)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert (count(Send), count(Delivery), count(jobs.Job)) == (1, 1, 1)


def test_the_same_form_with_other_words_is_another_send(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    one = a_send(cast, [cast.bea], [asset], form_key="k1")
    two = a_send(cast, [cast.bea], [asset], form_key="k1", message="I forgot to say: hello.")
    assert one.id != two.id


def test_a_form_key_of_another_user_reveals_nothing(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    one = a_send(cast, [cast.bea], [asset], form_key="k1", subject="Figures", message="Hello {first name}")
    two = send(cast.max, cast.fernholt, [cast.bea], [asset], **GOOD | {"form_key": "k1"})
    assert one.id != two.id


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"subject": ""}, "subject", "Write a subject"),
        ({"subject": "a\r\nBcc: v@x.example"}, "subject", "one line"),
        ({"subject": "a\nb"}, "subject", "one line"),
        ({"subject": "a\u2028b"}, "subject", "one line"),
        ({"subject": "a\u0085b"}, "subject", "one line"),
        ({"subject": "a\x00b"}, "subject", "one line"),
        ({"subject": "=?utf-8?q?a=0d=0aBcc:_v@x.example?="}, "subject", "=?"),
        ({"subject": "x" * 201}, "subject", "200"),
        ({"subject": "For {company}"}, "subject", "{company}"),
        ({"message": " \n "}, "message", "Write a message"),
        ({"message": "x" * 10_001}, "message", "10,000"),
        ({"message": "Dear {last name}"}, "message", "{last name}"),
        ({"expires_at": NOW}, "expires", "future"),
        ({"channel": "pigeon"}, None, "mail"),
    ],
)
def test_words_that_cannot_go_are_refused(
    db: Engine, cast: Cast, change: dict[str, object], field: str | None, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        send(cast.ravi, cast.fernholt, [cast.bea], [an_asset(cast.maya)], **GOOD | change)
    assert (refused.value.field, words in refused.value.reason) == (field, True), refused.value.reason
    assert count(Send) == 0


def test_ten_thousand_characters_may_go_however_lines_end(db: Engine, cast: Cast) -> None:
    message = "\r\n".join(["x" * 99] * 100)
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)], message=message)
    assert made.message == message.replace("\r\n", "\n")


@pytest.mark.parametrize("values", [{"audience": INTERNAL}, {"state": DRAFT}, {"state": RETIRED}])
def test_what_may_not_go_to_buyers_is_refused(db: Engine, cast: Cast, values: dict[str, str]) -> None:
    with pytest.raises(Refused, match="cannot be sent") as refused:
        send(cast.ravi, cast.fernholt, [cast.bea], [an_asset(cast.maya, **values)], **GOOD)
    assert refused.value.field == "item"


def test_what_is_not_ready_is_refused(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    version = session.get(Version, asset.current_version_id)
    assert version is not None
    version.state = "preparing"
    with pytest.raises(Refused, match="prepared"):
        send(cast.ravi, cast.fernholt, [cast.bea], [asset], **GOOD)


def test_people_who_may_not_get_it_are_refused(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    stranger = a_person(an_account(cast.ravi))
    nameless = a_person(cast.fernholt, "Owen", email=None)
    crowd = [a_person(cast.fernholt) for _ in range(51)]
    for people, words in [([], "who gets it"), ([stranger], "not at"), ([nameless], "no e-mail"), (crowd, "50")]:
        with pytest.raises(Refused, match=words) as refused:
            send(cast.ravi, cast.fernholt, people, [asset], **GOOD)
        assert refused.value.field == "to"


def test_no_items_and_too_many_are_refused(db: Engine, cast: Cast) -> None:
    many = [an_asset(cast.maya, f"Piece {n}") for n in range(21)]
    for assets, words in [([], "something"), (many, "20")]:
        with pytest.raises(Refused, match=words):
            send(cast.ravi, cast.fernholt, [cast.bea], assets, **GOOD)


def test_only_who_may_change_the_account_sends_to_it(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    for stranger in (cast.rosa, cast.maya):
        with pytest.raises(Refused, match="Ravi Rao or a manager"):
            send(stranger, cast.fernholt, [cast.bea], [asset], **GOOD)
    assert send(cast.max, cast.fernholt, [cast.bea], [asset], **GOOD).sender_id == cast.max.id
