"""The register of what reps made themselves: entering, judging, adopting."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.auth.models import User
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.documents import rendering
from app.feedback import registering
from app.feedback.models import VERDICTS, RepMade
from app.feedback.queries import get_rep_made_for, rep_made_for
from app.insights.on_message import on_message_for
from app.library import files, publishing
from app.library.models import Asset
from app.library.queries import assets_for
from app.web.feedback.area import feedback
from app.web.feedback.forms import OwnPieceForm, VerdictForm
from app.web.guards import allowed, me
from app.web.refusing import refuse
from app.web.undo import say_done

PER_PAGE = 50
Page = str | tuple[str, int] | Response
_ACTS: dict[str, tuple[Callable[[User, RepMade, datetime], None], str]] = {
    "adopt": (registering.adopt, "It is a draft of yours now. Tag it and publish it."),
    "take-back-adoption": (registering.take_back_adoption, "It is its maker’s again."),
    "take-back-verdict": (registering.take_back_verdict, "Verdict taken back."),
}


@feedback.get("/library/rep-made")
@allowed("library.read")
def rep_made() -> str:
    """What reps made: their own for a rep, everybody's for who judges."""
    return _register()


@feedback.route("/library/rep-made/new", methods=["GET", "POST"])
@allowed("rep_made.add")
def add_rep_made() -> Page:
    """Enters a piece of one's own; it is a draft that nobody else finds."""
    form = OwnPieceForm()
    if form.is_submitted():
        try:
            if form.validate():
                _save(form)
                commit()
                flash("In the register. Marketing will say whether it is on message.", "success")
                return redirect(url_for("feedback.rep_made"), 303)
        except Refused as refusal:
            rollback()
            refuse(form, refusal)
    page = render_template("feedback/own_piece.html", form=form)
    return (page, 422) if form.is_submitted() else page


@feedback.post("/library/rep-made/<public_id>/verdict")
@allowed("rep_made.judge")
def judge(public_id: str) -> Page:
    """On message, off, or fixed, with a note for the rep."""
    made, form = get_rep_made_for(me(), public_id), VerdictForm()
    try:
        registering.judge(me(), made, form.verdict.data or "", form.note.data or "", clock.now())
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _register(public_id, form), 422
    commit()
    flash(f"{VERDICTS[form.verdict.data]}. {made.maker.first_name} sees it.", "success")
    return redirect(url_for("feedback.rep_made"), 303)


@feedback.post("/library/rep-made/<public_id>/<any(adopt, 'take-back-adoption', 'take-back-verdict'):act>")
@allowed("rep_made.judge")
def change_rep_made(public_id: str, act: str) -> Response:
    """Takes a good one into the library, or takes back what was decided."""
    do, done = _ACTS[act]
    return _act(public_id, do, done, to_piece=act == "adopt")


@feedback.post("/library/rep-made/<public_id>/withdraw")
@allowed("rep_made.add")
def withdraw(public_id: str) -> Response:
    """Takes one's own piece out again, before it is judged."""
    made = get_rep_made_for(me(), public_id)
    try:
        entry = registering.withdraw(me(), made, clock.now())
        commit()
        say_done("Taken out of the register.", entry)
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("feedback.rep_made"), 303)


def _act(
    public_id: str, act: Callable[[User, RepMade, datetime], None], done: str, *, to_piece: bool = False
) -> Response:
    made = get_rep_made_for(me(), public_id)
    try:
        act(me(), made, clock.now())
        commit()
        flash(done, "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
        to_piece = False
    return redirect(url_for("library.show", public_id=public_id) if to_piece else url_for("feedback.rep_made"), 303)


def _register(judged: str | None = None, form: VerdictForm | None = None) -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found, total = rep_made_for(me(), page=page, per_page=PER_PAGE)
    return render_template(
        "feedback/rep_made.html",
        rows=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        seen=assets_for(me(), [made.asset_id for made in found], include_retired=True),
        whole=on_message_for(me(), clock.now()).whole,
        verdicts=VERDICTS,
        judged=judged,
        form=form,
    )


def _save(form: OwnPieceForm) -> None:
    facts, minutes, sent = form.facts, form.spent, form.file.data
    if sent and sent.filename:
        # Ends the transaction: on SQLite everybody else would wait while the file goes into storage.
        commit()
        with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
            path = Path(folder) / "upload"
            sent.save(path)
            stored = files.store(path)
        asset: Asset = publishing.upload(me(), clock.now(), facts, stored=stored, file_name=sent.filename)
    elif (form.source.data or "").strip():
        commit()
        rendered = rendering.render(form.source.data or "", facts.title)
        asset = publishing.write(me(), clock.now(), facts, source=form.source.data or "", rendered=rendered)
    else:
        raise Refused("Choose a file, or write the text below.", "file")
    registering.register(me(), asset, minutes, clock.now())
