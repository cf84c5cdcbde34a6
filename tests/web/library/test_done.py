"""What a save and the acts around it leave behind: an Undo, a line in the trail, a word to whoever waits for it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.claims import stating
from app.claims.stating import Fact
from app.core import clock
from app.core.db import session
from app.core.mail import transport
from app.core.mailbox import FolderTransport
from app.core.transaction import commit
from app.library import queries, signing, varying
from app.library.models import DRAFT, Asset
from app.vocabulary import merging
from app.worker import run_due
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_term, an_asset

TYPED = {"title": "Payback", "summary": "Why", "audience": "buyers", "source": "Hello", "act": "draft"}


@pytest.fixture
def max_(app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(new_client(app), cast.max)


def the(asset: Asset) -> Asset:
    session.remove()
    return session.scalars(select(Asset).where(Asset.id == asset.id)).one()


def a_published(cast: Cast, title: str) -> Asset:
    """A piece whose version was published, so that an edit makes another."""
    asset = an_asset(cast.maya, title)
    assert asset.current is not None
    asset.current.published_at = asset.published_at
    session.commit()
    return asset


def a_fact(cast: Cast, words: str, function: str | None = None) -> str:
    of = a_term("function", function) if function else None
    claim = stating.state(cast.maya, Fact(words, "", None, of, None), clock.now())
    commit()
    return claim.public_id


def undo_in(page: str, maya: FlaskClient) -> str:
    """Presses the Undo of a message; the text of what follows."""
    found = re.search(r'action="(/library/undo/[^"]+)"', page.partition("data-toasts")[2])
    assert found
    return maya.post(found[1], follow_redirects=True).text


def test_saving_facts_offers_to_undo_them(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback", state=DRAFT)
    path = f"/library/{asset.public_id}/edit"
    page = maya.post(path, data={**TYPED, "title": "Another title"}, follow_redirects=True).text
    assert the(asset).title == "Another title"
    assert "Undone." in undo_in(page, maya)
    assert the(asset).title == "Payback"


def test_what_is_made_and_rewritten_is_in_the_trail(maya: FlaskClient) -> None:
    maya.post("/library/new", data=TYPED)
    asset = session.scalars(select(Asset)).one()
    path = f"/library/{asset.public_id}/edit"
    maya.post(path, data={**TYPED, "source": "Other words"})
    maya.post(path, data={**TYPED, "source": "Other words", "act": "publish"})
    maya.post(path, data={**TYPED, "source": "Third words"})
    session.remove()
    assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == [
        "create",
        "rewrite",
        "publish",
        "add_version",
    ]
    assert "began version 2" in maya.get(f"/library/{asset.public_id}").text


def test_facts_are_chosen_where_a_piece_is_written(maya: FlaskClient, cast: Cast) -> None:
    plain, signed = a_fact(cast, "It pays in 11 months."), a_fact(cast, "It ships in a week.", "Delivery")
    form = maya.get("/library/new").text
    assert "It ships in a week." in form
    assert "Delivery signs" in form
    chosen = {**TYPED, "states": "1", "claims": [plain, signed]}
    refused = maya.post("/library/new", data={**chosen, "act": "publish"})
    assert refused.status_code == 422
    assert "Delivery must sign" in refused.text
    assert f'value="{signed}" checked' in refused.text
    maya.post("/library/new", data=chosen)
    asset = session.scalars(select(Asset)).one()
    assert len(asset.claims) == 2
    path = f"/library/{asset.public_id}/edit"
    # A form that did not show them, such as one left open, says nothing of them.
    maya.post(path, data=TYPED)
    assert len(the(asset).claims) == 2
    page = maya.post(path, data={**TYPED, "states": "1", "claims": plain}, follow_redirects=True).text
    assert [each.claim.public_id for each in the(asset).claims] == [plain]
    undo_in(page, maya)
    assert len(the(asset).claims) == 2


def test_a_form_that_names_a_merged_word_keeps_the_rest(maya: FlaskClient, cast: Cast) -> None:
    gone, kept = a_term("role", "Legal"), a_term("role", "Procurement")
    proof, tool = a_term("kind", "Proof"), a_term("kind", "Tool")
    typed = {
        **TYPED,
        "role": [gone.public_id, kept.public_id],
        "kind": proof.public_id,
        "use_when": "In the third call",
    }
    merging.merge(gone, kept, clock.now(), by=cast.maya)
    merging.merge(proof, tool, clock.now(), by=cast.maya)
    commit()
    answer = maya.post("/library/new", data=typed)
    assert answer.status_code == 422
    assert answer.text.count("not in this list any more") >= 2
    assert "In the third call" in answer.text
    assert re.search(rf'value="{kept.public_id}" checked', answer.text)


def test_the_library_marks_pieces_with_a_changed_fact_for_marketing(maya: FlaskClient, app: Flask, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    claim = stating.state(cast.maya, Fact("It pays.", "", None, None, None), clock.now())
    signing.set_claims(cast.maya, asset, [claim], clock.now())
    stating.change(cast.maya, claim, Fact("It pays in a year.", "", None, None, None), clock.now())
    commit()
    assert "A fact changed" in maya.get("/library").text
    assert "A fact changed" not in sign_in(new_client(app), cast.ravi).get("/library").text
    path = f"/library/{asset.public_id}/claims/{claim.public_id}/check"
    page = maya.post(path, follow_redirects=True).text
    assert "A fact changed" not in maya.get("/library").text
    undo_in(page, maya)
    assert "A fact changed" in maya.get("/library").text


def test_whoever_asked_hears_what_the_reviewer_says(maya: FlaskClient, max_: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.ravi, state=DRAFT)
    path = f"/library/{asset.public_id}"
    maya.post(path + "/reviewers", data={"reviewer": cast.max.public_id})
    version = queries.latest_version(asset)
    assert version is not None
    said = {"verdict": "changes", "words": "Name the source.", "seen": version.content_hash}
    max_.post(path + "/review", data=said)
    run_due()
    box = transport()
    assert isinstance(box, FolderTransport)
    told = [mail for mail in box.messages() if "wants changes" in str(mail.message["Subject"])]
    assert ["maya@wintermere.example" in str(mail.message["To"]) for mail in told] == [True]
    assert "Name the source." in told[0].part("plain")
    today = maya.get("/").text
    assert "wants changes" in today
    assert "Name the source." in today
    assert "Name the source." not in max_.get("/").text
    max_.post(path + "/review", data={"verdict": "approved", "seen": version.content_hash})
    assert "approved it" in maya.get("/").text
    maya.post(path + "/publish")
    assert "approved it" not in maya.get("/").text


def test_taking_over_and_bringing_back_are_undone_with_their_draft(maya: FlaskClient, cast: Cast) -> None:
    master = a_published(cast, "Master")
    variant = varying.make_variant(cast.maya, master, cast.fernholt, clock.now())
    commit()
    maya.post(
        f"/library/{master.public_id}/edit", data={**TYPED, "title": "Master", "act": "publish"}, follow_redirects=True
    )
    for act in ("take-over", "keep-mine"):
        before = the(variant).master_version_id
        page = maya.post(f"/library/{variant.public_id}/variant/{act}", follow_redirects=True).text
        assert the(variant).master_version_id != before
        undo_in(page, maya)
        assert (the(variant).master_version_id, len(the(variant).versions)) == (before, 1)
    maya.post(f"/library/{master.public_id}/reviewers", data={"reviewer": cast.max.public_id}, follow_redirects=True)
    page = maya.post(f"/library/{master.public_id}/versions/1/bring-back", follow_redirects=True).text
    assert (len(the(master).versions), the(master).reviews[0].version_id) == (3, the(master).versions[-1].id)
    undo_in(page, maya)
    assert (len(the(master).versions), the(master).reviews[0].version_id) == (2, the(master).current_version_id)


def test_two_who_edit_at_once_see_dates_and_facts_that_differ(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, state=DRAFT)
    fact = a_fact(cast, "It pays in 11 months.")
    path = f"/library/{asset.public_id}/edit"
    maya.post(path, data={**TYPED, "edits": "0", "states": "1", "claims": fact, "expires_on": "2099-03-31"})
    answer = maya.post(path, data={**TYPED, "edits": "0", "states": "1", "expires_on": ""})
    assert answer.status_code == 409
    assert "31 March 2099" in answer.text
    assert "Facts it states" in answer.text


def test_a_draft_that_was_published_meanwhile_is_not_undone(maya: FlaskClient, cast: Cast) -> None:
    asset = a_published(cast, "Payback")
    maya.post(f"/library/{asset.public_id}/edit", data={**TYPED, "act": "publish"}, follow_redirects=True)
    page = maya.post(f"/library/{asset.public_id}/versions/1/bring-back", follow_redirects=True).text
    maya.post(f"/library/{asset.public_id}/publish", follow_redirects=True)
    assert "It has changed since" in undo_in(page, maya)
    assert len(the(asset).versions) == 3
