"""The facts of one piece: which it states, signing them, and saying that it still holds."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.claims.queries import claims_to_pick_for, get_claim_for
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.library import signing, undoing
from app.library.queries import get_asset_for
from app.web.claims.area import claims
from app.web.claims.forms import CarriedForm
from app.web.guards import allowed, me
from app.web.refusing import refuse
from app.web.undo import say_done

_ACTS = {
    "sign": (signing.sign, "Signed."),
    "take-back": (signing.take_back, "Signature taken back."),
    "check": (signing.check, "Noted: it has been checked."),
}


@claims.route("/library/<public_id>/claims", methods=["GET", "POST"])
@allowed("library.publish")
def carried(public_id: str) -> str | tuple[str, int] | Response:
    """Chooses the facts that a piece states."""
    asset = get_asset_for(me(), public_id)
    had = [each.claim for each in signing.carried(asset)]
    form = CarriedForm.among(claims_to_pick_for(me()), had)
    if form.is_submitted():
        try:
            if form.validate():
                at = clock.now()
                signing.set_claims(me(), asset, form.chosen, at)
                entry = undoing.newest_of(me(), asset, at)
                commit()
                say_done("Saved which facts it states.", entry)
                return redirect(url_for("library.show", public_id=public_id, _anchor="claims"))
        except Refused as refusal:
            rollback()
            refuse(form, refusal)
    page = render_template("claims/carried.html", asset=asset, form=form)
    return (page, 422) if form.is_submitted() else page


@claims.post("/library/<public_id>/claims/<claim_id>/<any(sign, 'take-back', check):act>")
@allowed("library.read")
def act_on(public_id: str, claim_id: str, act: str) -> Response:
    """Signs, takes a signature back, or says that the piece was checked."""
    asset, claim, at = get_asset_for(me(), public_id), get_claim_for(me(), claim_id), clock.now()
    do, done = _ACTS[act]
    try:
        do(me(), asset, claim, at)
        entry = undoing.newest_of(me(), asset, at)
        commit()
        say_done(done, entry)
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("library.show", public_id=public_id, _anchor="claims"))
