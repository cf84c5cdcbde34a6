"""People and roles, and the vocabulary."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import mailer
from app.auth import joining, managing, queries
from app.auth.models import ROLES
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.vocabulary import wording
from app.vocabulary.models import LISTS
from app.vocabulary.queries import all_terms, get_term
from app.web.guards import allowed, me
from app.web.refusing import refuse
from app.web.settings.forms import InviteForm, RolesForm, TermForm

settings = Blueprint("settings", __name__, url_prefix="/settings")

FACET_NAMES = {
    "role": "Buying roles",
    "stage": "Buying stages",
    "rival": "Rivals",
    "issue": "Issues",
    "objective": "Objectives",
    "kind": "Kinds",
    "risk": "Risk points",
    "function": "Functions that sign off",
}


@settings.get("/people")
@allowed("users.manage")
def people() -> str:
    """Everybody who can sign in, and an invitation form."""
    return _people(InviteForm(formdata=None))


@settings.post("/people")
@allowed("users.manage")
def invite() -> str | tuple[str, int]:
    """Adds somebody and shows the link by which they join; it is mailed too when mail works."""
    form = InviteForm()
    if not form.validate():
        return _people(form), 422
    try:
        user = joining.add_user(form.email.data, form.name.data, form.roles.data, clock.now())
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _people(form), 422
    return _invited(user.public_id)


@settings.post("/people/<public_id>/invite")
@allowed("users.manage")
def invite_again(public_id: str) -> str:
    """A new link for somebody who lost theirs, or forgot a password; the old one ends."""
    return _invited(public_id)


@settings.post("/people/<public_id>/roles")
@allowed("users.manage")
def change_roles(public_id: str) -> Response:
    form = RolesForm()
    try:
        managing.change_roles(queries.get_user(public_id), form.roles.data or [])
        commit()
        flash("Roles changed.")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("settings.people"))


@settings.post("/people/<public_id>/<any(deactivate, reactivate):act>")
@allowed("users.manage")
def switch(public_id: str, act: str) -> Response:
    """Shuts somebody out, or lets them in again."""
    user = queries.get_user(public_id)
    try:
        managing.deactivate(user, me(), clock.now()) if act == "deactivate" else managing.reactivate(user)
        commit()
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("settings.people"))


@settings.get("/vocabulary")
@allowed("vocabulary.edit")
def vocabulary() -> str:
    """The words everything is tagged with."""
    return _vocabulary()


@settings.post("/vocabulary/<any(role, stage, rival, issue, objective, kind, risk, function):facet>")
@allowed("vocabulary.edit")
def add_term(facet: str) -> Response | tuple[str, int]:
    form = TermForm()
    if not form.validate():
        return _vocabulary(facet, form), 422
    try:
        wording.add_term(facet, form.name.data, form.hint.data or "")
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _vocabulary(facet, form), 422
    commit()
    return redirect(url_for("settings.vocabulary", _anchor=facet))


@settings.post("/vocabulary/terms/<public_id>/<any(rename, retire, up, down):act>")
@allowed("vocabulary.edit")
def change_term(public_id: str, act: str) -> Response:
    """Renames, retires or moves one term."""
    term = get_term(public_id)
    try:
        if act == "rename":
            wording.rename_term(term, request.form.get("name", ""), request.form.get("hint", term.hint))
        elif act == "retire":
            wording.retire_term(term, clock.now())
        else:
            wording.move_term(term, -1 if act == "up" else 1)
        commit()
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("settings.vocabulary", _anchor=term.facet))


def _invited(public_id: str) -> str:
    """The page with the new link on it, once: it is in no cookie and no log."""
    user = queries.get_user(public_id)
    token = joining.invite(user, clock.now())
    commit()
    link = mailer.invitation_url(token)
    mailed = mailer.try_invite(user, token)
    return _people(InviteForm(formdata=None), {"name": user.name, "link": link, "mailed": user.email if mailed else ""})


def _people(form: InviteForm, invitation: dict[str, str] | None = None) -> str:
    return render_template(
        "settings/people.html", form=form, users=queries.all_users(), me=me(), invitation=invitation, roles=ROLES
    )


def _vocabulary(facet: str | None = None, form: TermForm | None = None) -> str:
    forms = {each: TermForm(formdata=None) for each in LISTS}
    if facet and form:
        forms[facet] = form
    return render_template("settings/vocabulary.html", terms=all_terms(), forms=forms, names=FACET_NAMES)
