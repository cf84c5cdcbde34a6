"""What people say of a piece: whether it was useful, remarks and answers."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import accounts_for
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.transaction import commit, rollback
from app.feedback import rating, remarking
from app.feedback.models import Remark
from app.feedback.queries import get_remark_for
from app.library.models import Asset
from app.library.queries import get_asset_for
from app.web.feedback import rep_made_routes  # noqa: F401  (its routes join the area)
from app.web.feedback.area import feedback
from app.web.feedback.forms import AnswerForm, RemarkForm
from app.web.guards import allowed, me
from app.web.refusing import refuse

__all__ = ["feedback"]

Page = str | tuple[str, int] | Response
_WORDS = {"yes": True, "no": False, "none": None}
_ACTS = {"reopen": "Open again.", "settle": "Settled.", "remove": "Removed.", "restore": "It is back."}


@feedback.post("/library/<public_id>/useful")
@allowed("library.read")
def rate(public_id: str) -> Response:
    """One tap: it was useful, it was not, or no word after all."""
    asset = get_asset_for(me(), public_id)
    said = request.form.get("useful", "")
    if said in _WORDS:
        rating.rate(me(), asset, _WORDS[said], clock.now())
        commit()
    return _back(asset, "useful")


@feedback.route("/library/<public_id>/remarks", methods=["GET", "POST"])
@allowed("library.read")
def tell(public_id: str) -> Page:
    """Tells marketing something about a piece."""
    asset = get_asset_for(me(), public_id)
    mine = [each for each in accounts_for(me()) if each.owner_id == me().id]
    form = RemarkForm.about(mine, request.args.get("account", ""))
    if form.is_submitted():
        try:
            if form.validate():
                remarking.remark(me(), asset, form.words.data or "", clock.now(), account=form.chosen)
                commit()
                flash("Said. The owner of the piece sees it on Today.", "success")
                return _back(asset, "remarks")
        except Refused as refusal:
            rollback()
            refuse(form, refusal)
    page = render_template("feedback/remark.html", asset=asset, form=form, answers=None)
    return (page, 422) if form.is_submitted() else page


@feedback.route("/remarks/<remark_id>/answer", methods=["GET", "POST"])
@allowed("library.read")
def answer(remark_id: str) -> Page:
    """Answers a remark, and perhaps settles it."""
    question, asset = get_remark_for(me(), remark_id)
    if question.removed_at is not None or question.parent_id is not None:
        raise NotFound
    form = AnswerForm()
    if form.is_submitted():
        try:
            if form.validate():
                _answer(question, asset, form.words.data or "")
                commit()
                return _back(asset, "remarks")
        except Refused as refusal:
            rollback()
            refuse(form, refusal)
    can_settle = remarking.may_settle(me(), asset, question)
    page = render_template("feedback/remark.html", asset=asset, form=form, answers=question, can_settle=can_settle)
    return (page, 422) if form.is_submitted() else page


@feedback.post("/remarks/<remark_id>/<any(settle, reopen, remove, restore):act>")
@allowed("library.read")
def change(remark_id: str, act: str) -> Response:
    """Settles a question or opens it again; removes one's own words or brings them back."""
    remark, asset = get_remark_for(me(), remark_id)
    try:
        if act == "settle":
            remarking.settle(me(), asset, remark, clock.now())
        elif act == "reopen":
            remarking.reopen(me(), asset, remark, clock.now())
        elif act == "remove":
            remarking.remove(me(), remark, clock.now())
        else:
            remarking.restore(me(), remark, clock.now())
        commit()
        flash(_ACTS[act], "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return _back(asset, "remarks")


def _answer(question: Remark, asset: Asset, words: str) -> None:
    if request.form.get("act") == "settle":
        remarking.settle(me(), asset, question, clock.now(), words)
    else:
        remarking.remark(me(), asset, words, clock.now(), answers=question)


def _back(asset: Asset, anchor: str) -> Response:
    return redirect(url_for("library.show", public_id=asset.public_id, _anchor=anchor), 303)
