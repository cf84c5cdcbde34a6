"""The facts that pieces state: the list, one fact and who carries it, adding, changing and retiring."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.auth.queries import active_users
from app.claims import members, stating
from app.claims.models import Claim
from app.claims.queries import PER_PAGE, claims_for, get_claim_for
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.transaction import commit, rollback
from app.library import flagging, signing
from app.sending.showing import live_links_for
from app.vocabulary.models import FUNCTION
from app.vocabulary.queries import get_term, terms_of
from app.web.claims import carrying_routes  # noqa: F401  (its routes join the area)
from app.web.claims.area import claims
from app.web.claims.forms import ClaimForm, MembersForm
from app.web.guards import allowed, me
from app.web.refusing import refuse

__all__ = ["claims"]

Page = str | tuple[str, int] | Response


@claims.get("/claims")
@allowed("library.read")
def index() -> str:
    """The facts in use or the retired ones, and who signs for each function."""
    retired = request.args.get("show") == "retired"
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found, total = claims_for(me(), retired=retired, page=page)
    return render_template(
        "claims/index.html",
        claims=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        retired=retired,
        counts=flagging.carrier_counts_for(me(), found),
        functions=terms_of(FUNCTION),
        members=members.members(),
        people=active_users(),
    )


@claims.get("/claims/<public_id>")
@allowed("library.read")
def show(public_id: str) -> str:
    """One fact: what shows it, what it said before, which pieces state it and who can open them now."""
    claim = get_claim_for(me(), public_id)
    carriers = flagging.carriers_for(me(), claim)
    return render_template(
        "claims/show.html",
        claim=claim,
        carriers=carriers,
        shown=live_links_for(me(), [each.asset_id for each in carriers], clock.now()),
        signing=signing,
    )


@claims.route("/claims/new", methods=["GET", "POST"])
@allowed("claims.edit")
def new() -> Page:
    return _compose(None)


@claims.route("/claims/<public_id>/edit", methods=["GET", "POST"])
@allowed("claims.edit")
def edit(public_id: str) -> Page:
    """Other words are the next revision: whatever carries the fact is flagged, and must be signed again."""
    claim = get_claim_for(me(), public_id)
    if claim.retired_at is not None:
        raise NotFound
    return _compose(claim)


@claims.post("/claims/<public_id>/retire")
@allowed("claims.edit")
def retire(public_id: str) -> Response:
    claim = get_claim_for(me(), public_id)
    return _act(claim, lambda: stating.retire(me(), claim, clock.now()), "Retired. The pieces that state it are below.")


@claims.post("/claims/<public_id>/bring-back")
@allowed("claims.edit")
def bring_back(public_id: str) -> Response:
    claim = get_claim_for(me(), public_id)
    return _act(claim, lambda: stating.bring_back(me(), claim, clock.now()), "It holds again.")


@claims.post("/claims/functions/<public_id>")
@allowed("vocabulary.edit")
def set_members(public_id: str) -> Response:
    """Says who signs for a function."""
    function, form = get_term(public_id), MembersForm.among(active_users())
    try:
        members.set_members(me(), function, form.chosen, clock.now())
        commit()
        flash(f"Saved who signs for {function.name}.", "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("claims.index", _anchor="functions"))


def _compose(claim: Claim | None) -> Page:
    form = ClaimForm.for_claim(claim, me())
    if not form.is_submitted():
        return _form_page(form, claim)
    if not form.validate():
        return _form_page(form, claim), 422
    try:
        is_other = claim is not None and stating.change(me(), claim, form.fact, clock.now())
        saved = claim or stating.state(me(), form.fact, clock.now())
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _form_page(form, claim), 422
    commit()
    flash("Saved. Every piece that states it is flagged." if is_other else "Saved.", "success")
    return redirect(url_for("claims.show", public_id=saved.public_id))


def _form_page(form: ClaimForm, claim: Claim | None) -> str:
    return render_template("claims/edit.html", form=form, claim=claim)


def _act(claim: Claim, act: Callable[[], None], done: str) -> Response:
    public_id = claim.public_id
    try:
        act()
        commit()
        flash(done, "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("claims.show", public_id=public_id))
