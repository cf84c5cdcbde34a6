"""People and roles."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import mailer
from app.auth import joining, managing, queries
from app.auth.models import ROLES
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.web.guards import allowed, me
from app.web.refusing import refuse
from app.web.settings import dictionary_routes, vocabulary_routes  # noqa: F401  (their routes join the area)
from app.web.settings.area import settings
from app.web.settings.forms import InviteForm, RolesForm

__all__ = ["settings"]


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
