"""The life of a piece through its pages: review, dates, trash, undo, versions, history."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.audit.models import AuditEntry
from app.core import clock, jobs
from app.core.db import engine, session
from app.core.mail import transport
from app.core.mailbox import FolderTransport, Kept
from app.library.models import DRAFT, Asset, Version
from app.worker import run_due, sweep
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_link, a_person, an_account, an_asset


def fresh(asset: Asset) -> Asset:
    session.remove()
    return session.scalars(select(Asset).where(Asset.id == asset.id)).one()


def a_piece(cast: Cast, title: str = "Payback in 11 months", **values: Any) -> Asset:
    """A piece whose version was published, so that an edit makes another."""
    asset = an_asset(cast.maya, title, **values)
    assert asset.current is not None
    asset.current.published_at = asset.published_at
    session.commit()
    return asset


def next_version(asset: Asset, text: str = "Other words", **values: Any) -> Version:
    number = 1 + max(session.scalars(select(Version.number).where(Version.asset_id == asset.id)))
    made = Version(
        asset_id=asset.id, number=number, state="ready", source=text, content_hash=text[:60], page_count=0,
        author_id=asset.owner_id, **values,
    )  # fmt: skip
    session.add(made)
    session.commit()
    return made


def kept_mails() -> list[Kept]:
    found = transport()
    assert isinstance(found, FolderTransport)
    return found.messages()


def last_entry() -> AuditEntry:
    session.remove()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def statements(client: FlaskClient, path: str) -> int:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    return len(found)


def test_a_rep_reviews_only_what_was_put_before_them(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset, other = an_asset(cast.maya, state=DRAFT), an_asset(cast.maya, "Other", state=DRAFT)
    path = f"/library/{asset.public_id}"
    assert ravi.get(path).status_code == 404
    maya.post(path + "/reviewers", data={"reviewer": [cast.ravi.public_id]})
    assert "In review" in maya.get(path).text
    refused = maya.post(path + "/publish", follow_redirects=True)
    assert "Ravi Rao has not approved version 1 yet." in refused.text
    assert asset.title in ravi.get("/").text
    page = ravi.get(path)
    assert "Your word on version 1" in page.text
    assert "/reviewers" not in page.text
    assert ravi.get(f"/library/{other.public_id}").status_code == 404
    for act in ("publish", "reviewers", "trash", "retire", "replaced-by", "edit"):
        assert ravi.post(f"{path}/{act}").status_code == 404
    seen = fresh(asset).current.content_hash  # type: ignore[union-attr]
    empty = ravi.post(path + "/review", data={"verdict": "changes", "words": "", "seen": seen})
    assert empty.status_code == 422
    assert "Say what should change." in empty.text
    ravi.post(path + "/review", data={"verdict": "changes", "words": "Mend <b>this</b>", "seen": seen})
    assert "Wants changes" in maya.get(path).text
    assert "Mend &lt;b&gt;this" in maya.get(path).text
    ravi.post(path + "/review", data={"verdict": "approved", "seen": seen})
    assert maya.post(path + "/publish", follow_redirects=True).status_code == 200
    assert fresh(asset).state == "published"


def test_odd_answers_are_refused_and_keep_what_was_typed(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, state=DRAFT)
    path = f"/library/{asset.public_id}"
    maya.post(path + "/reviewers", data={"reviewer": [cast.ravi.public_id, "\x00", "x" * 5000, cast.ravi.public_id]})
    for given in (
        {"verdict": "maybe"},
        {"verdict": "changes", "words": "y" * 9000},
        {"verdict": "\x00", "seen": "\x00"},
    ):
        answer = ravi.post(path + "/review", data={"words": "my words", **given})
        assert answer.status_code == 422
        assert given.get("words", "my words")[:8] in answer.text


def test_an_admin_publishes_over_a_missing_approval(app: Flask, maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, state=DRAFT)
    path = f"/library/{asset.public_id}"
    maya.post(path + "/reviewers", data={"reviewer": [cast.ravi.public_id]})
    maya.post(path + "/publish", data={"over": "1"})
    assert fresh(asset).state == "in_review"
    ada = sign_in(new_client(app), cast.ada)
    assert "Publish without approval" in ada.get(path).text
    ada.post(path + "/publish", data={"over": "1"})
    assert fresh(asset).state == "published"
    assert "over the missing approval of Ravi Rao" in ada.get(path).text


def test_retire_is_undone_with_the_button_of_its_message(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    path = f"/library/{asset.public_id}"
    page = maya.post(path + "/retire", follow_redirects=True).text
    undo = f"/library/undo/{last_entry().public_id}"
    assert f'action="{undo}"' in page
    assert ravi.post(undo).status_code == 404
    assert maya.post("/library/undo/nothing").status_code == 404
    assert maya.post(undo).location == path
    assert fresh(asset).state == "published"
    assert "undone already" in maya.post(undo, follow_redirects=True).text


def test_trash_restore_and_delete(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset, sent = an_asset(cast.maya, "Never sent"), an_asset(cast.maya, "Was sent")
    _, token = a_link(cast.bea, sent, cast.ravi, at=clock.now())
    for each in (asset, sent):
        maya.post(f"/library/{each.public_id}/trash")
        assert maya.get(f"/library/{each.public_id}").status_code == 404
    assert ravi.get(f"/v/{token}").status_code == 404
    assert ravi.get("/library/trash").status_code == 404
    page = maya.get("/library/trash").text
    assert page.count("Delete for good") == 1
    assert "stays in their history" in page
    refused = maya.post(f"/library/trash/{sent.public_id}/delete", follow_redirects=True)
    assert "cannot be deleted" in refused.text
    assert ravi.post(f"/library/trash/{asset.public_id}/restore").status_code == 404
    maya.post(f"/library/trash/{sent.public_id}/restore")
    assert ravi.get(f"/v/{token}").status_code == 200
    maya.post(f"/library/trash/{asset.public_id}/delete")
    assert session.scalar(select(Asset.id).where(Asset.title == "Never sent")) is None
    assert maya.post(f"/library/trash/{sent.public_id}/delete").status_code == 404


def test_the_owner_is_reminded_by_mail_and_on_today(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    asset.review_by = clock.now().date() + timedelta(days=2)
    session.commit()
    for _ in range(2):
        sweep()
        run_due()
    mails = [mail for mail in kept_mails() if f"/library/{asset.public_id}" in mail.part("plain")]
    assert [(mail.message["To"], mail.message["Subject"]) for mail in mails] == [
        ("Maya Moreau <maya@wintermere.example>", "Is “Payback in 11 months” still right?")
    ]
    path = f"/library/{asset.public_id}"
    assert "is it still right?" in maya.get("/").text
    assert "Is this still right?" in maya.get(path).text
    maya.post(path + "/still-right")
    assert "Is this still right?" not in maya.get(path).text


def test_what_replaces_a_retired_piece_is_found_and_named(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    old, new = an_asset(cast.maya, "Old figures"), an_asset(cast.maya, "New figures")
    path = f"/library/{old.public_id}"
    maya.post(path + "/retire")
    assert "New figures" in maya.get(path + "?replace=new").text
    assert "Nothing in use is called that" in maya.get(path + "?replace=%00zzz").text
    maya.post(path + "/replaced-by", data={"by": new.public_id})
    assert f'Replaced by <a href="/library/{new.public_id}">New figures</a>' in ravi.get(path).text
    tried = ravi.post(
        f"/accounts/{cast.fernholt.public_id}/send",
        data={"to": cast.bea.public_id, "item": old.public_id, "subject": "x", "message": "y", "channel": "mail"},
    )
    assert tried.status_code == 422
    assert "Send “New figures” instead." in tried.text
    assert maya.post(path + "/replaced-by", data={"by": "nothing"}).status_code == 404


def test_a_link_follows_or_stays_as_its_sender_chose(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    from app.sending.links import token_of
    from app.sending.models import TrackedLink

    asset = a_piece(cast, pages=["First words"])
    given = {"to": cast.bea.public_id, "item": asset.public_id, "subject": "x", "message": "y", "channel": "links"}
    send = f"/accounts/{cast.fernholt.public_id}/send"
    for shows in ("newest", "sent"):
        assert ravi.post(send, data={**given, "shows": shows, "form_key": shows}).status_code == 303
    follows, stays = (token_of(link) for link in session.scalars(select(TrackedLink).order_by(TrackedLink.id)))
    quiet = {"DNT": "1"}
    assert "First words" in ravi.get(f"/v/{follows}", headers=quiet).text
    made = next_version(asset)
    maya.post(f"/library/{asset.public_id}/publish")
    assert fresh(asset).current_version_id == made.id
    assert "First words" not in ravi.get(f"/v/{follows}", headers=quiet).text
    assert "First words" in ravi.get(f"/v/{stays}", headers=quiet).text
    page = ravi.get(f"/library/{asset.public_id}").text
    assert "1 person holds it: Bea Baker at" in page


def test_who_holds_an_old_version_is_named_only_on_accounts_one_sees(app: Flask, cast: Cast) -> None:
    asset = a_piece(cast)
    a_link(cast.bea, asset, cast.ravi, at=clock.now())
    next_version(asset)
    sign_in(new_client(app), cast.maya).post(f"/library/{asset.public_id}/publish")
    page = sign_in(new_client(app), cast.rosa).get(f"/library/{asset.public_id}").text
    assert "1 person holds it: 1 on accounts you do not see." in page
    assert "Bea Baker" not in page


def test_versions_are_compared_and_brought_back(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset = a_piece(cast, pages=["First words", "Kept"])
    next_version(asset, "Second words\n\nKept")
    path = f"/library/{asset.public_id}"
    page = maya.get(path + "/compare").text
    assert "<del>" in page
    assert "Second words" in page
    for odd in ("old=0", "new=99", "old=x", "old=999999999999999999999"):
        assert maya.get(f"{path}/compare?{odd}").status_code in (200, 404)
    assert ravi.get(path + "/compare").status_code == 404
    assert ravi.post(path + "/versions/1/bring-back").status_code == 404
    maya.post(path + "/versions/1/bring-back")
    assert "Version 1 again" in maya.get(path).text
    assert "brought version 1 back as version 3" in maya.get(path).text


def test_reps_read_of_its_history_only_what_is_out(maya: FlaskClient, ravi: FlaskClient, cast: Cast) -> None:
    asset = a_piece(cast)
    path = f"/library/{asset.public_id}"
    maya.post(path + "/reviewers", data={"reviewer": [cast.max.public_id]})
    maya.post(path + "/retire")
    assert "asked Max Marsh to review" in maya.get(path).text
    assert "retired it" in ravi.get(path).text
    assert "Max Marsh" not in ravi.get(path).text


def test_the_page_asks_no_more_for_more_versions_entries_and_holders(maya: FlaskClient, cast: Cast) -> None:
    asset = a_piece(cast)
    path = f"/library/{asset.public_id}"
    next_version(asset)
    a_link(cast.bea, asset, cast.ravi, at=clock.now())
    maya.post(path + "/publish")
    maya.post(path + "/reviewers", data={"reviewer": [cast.max.public_id]})
    maya.get(path)
    few = statements(maya, path)
    for number in range(12):
        made = next_version(asset, f"Version {number}")
        made.published_at = clock.now()
        a_link(a_person(an_account(cast.ravi, f"Account {number}")), fresh(asset), cast.ravi, at=clock.now())
        maya.post(path + "/publish")
        maya.post(path + "/retire")
    maya.post(path + "/publish")
    maya.post(path + "/reviewers", data={"reviewer": [u.public_id for u in (cast.max, cast.ravi, cast.rosa, cast.ada)]})
    maya.get(path)
    assert statements(maya, path) <= few + 2


def test_jobs_of_mail_are_known_to_the_worker(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, state=DRAFT)
    maya.post(f"/library/{asset.public_id}/reviewers", data={"reviewer": [cast.ravi.public_id]})
    run_due()
    assert session.scalars(select(jobs.Job.state).where(jobs.Job.kind == "library.review_asked")).all() == ["done"]
    assert any(f"/library/{asset.public_id}" in mail.part("plain") for mail in kept_mails())
