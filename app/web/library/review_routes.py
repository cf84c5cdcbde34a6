"""Asking people to look at a piece before it goes out, and what they answer."""

from flask import flash, request
from werkzeug.wrappers import Response

from app.auth.queries import users_by_public_id
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.library import reviewing
from app.library.queries import get_asset_for
from app.web.guards import allowed, me
from app.web.library.acting import back_to
from app.web.library.area import library
from app.web.library.life_forms import AnswerForm, ReviewersForm
from app.web.library.reading_routes import show_again


@library.post("/library/<public_id>/reviewers")
@allowed("library.publish")
def ask_for_review(public_id: str) -> Response:
    """Makes these people, and nobody else, the reviewers of a piece."""
    asset, form = get_asset_for(me(), public_id), ReviewersForm()
    people = users_by_public_id(form.reviewer.data or [])
    try:
        reviewing.ask(me(), asset, people, clock.now())
        commit()
        flash("Asked. They are told by mail and on Today." if people else "Nobody is asked to review it.", "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return back_to(asset)


@library.post("/library/<public_id>/review")
@allowed("library.read")
def review(public_id: str) -> Response | tuple[str, int]:
    """A reviewer's word on the newest version."""
    asset, form = get_asset_for(me(), public_id), AnswerForm()
    verdict = request.form.get("verdict", "")
    try:
        reviewing.answer(me(), asset, verdict, form.words.data or "", form.seen.data or "", clock.now())
    except Refused as refusal:
        rollback()
        form.words.errors = [refusal.reason]
        return show_again(asset.public_id, form), 422
    commit()
    flash("Approved." if verdict == reviewing.APPROVED else "Said. Whoever asked you is told.", "success")
    return back_to(asset)
