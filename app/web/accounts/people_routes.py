"""One person: their page, adding, changing and removing them."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import editing, queries
from app.accounts.models import Account, Stakeholder
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.web.accounts.area import accounts
from app.web.accounts.board import read_board
from app.web.accounts.forms import STRENGTHS, PersonForm, influence_lines
from app.web.guards import allowed, me
from app.web.refusing import refuse


@accounts.route("/accounts/<public_id>/people/new", methods=["GET", "POST"])
@allowed("accounts.write_own")
def add_person(public_id: str) -> Response | str | tuple[str, int]:
    """A new person on the map."""
    account = queries.get_changeable_account_for(me(), public_id)
    form = PersonForm.for_person(account)
    if not form.validate_on_submit():
        return _form(form, account)
    try:
        person = editing.add_person(account, clock.now(), **form.facts())
        editing.set_influences(person, influence_lines(request.form, account.people))
    except Refused as refusal:
        return _refused(form, public_id, None, refusal)
    commit()
    flash(f"{person.name} is on the map.")
    return redirect(url_for("accounts.show", public_id=public_id, select=person.public_id, _anchor="map"))


@accounts.get("/accounts/<public_id>/people/<person_id>")
@allowed("accounts.read_own")
def person(public_id: str, person_id: str) -> str:
    """What is known about a person, and what they read page by page."""
    account = queries.get_account_for(me(), public_id)
    who = queries.get_stakeholder_for(me(), account, person_id)
    board = read_board(account, clock.now(), {who.public_id}, "map")
    return render_template(
        "accounts/person.html",
        account=account,
        person=who,
        board=board,
        seat=board.seats[who.id],
        may_change=queries.may_change(me(), account),
    )


@accounts.route("/accounts/<public_id>/people/<person_id>/edit", methods=["GET", "POST"])
@allowed("accounts.write_own")
def edit_person(public_id: str, person_id: str) -> Response | str | tuple[str, int]:
    """A person's facts and whom they move."""
    account = queries.get_changeable_account_for(me(), public_id)
    who = queries.get_stakeholder_for(me(), account, person_id)
    form = PersonForm.for_person(account, who)
    if not form.validate_on_submit():
        return _form(form, account, who)
    try:
        editing.change_person(account, who, **form.facts())
        editing.set_influences(who, influence_lines(request.form, account.people))
    except Refused as refusal:
        return _refused(form, public_id, person_id, refusal)
    commit()
    flash("Saved.")
    return redirect(url_for("accounts.person", public_id=public_id, person_id=person_id))


@accounts.post("/accounts/<public_id>/people/<person_id>/remove")
@allowed("accounts.write_own")
def remove_person(public_id: str, person_id: str) -> Response | tuple[str, int]:
    """Takes a person off the map, as long as nothing was ever sent to them."""
    account = queries.get_changeable_account_for(me(), public_id)
    who = queries.get_stakeholder_for(me(), account, person_id)
    name = who.name
    try:
        editing.remove_person(account, who)
    except Refused as refusal:
        form = PersonForm.for_person(account, who, typed=False)
        return _refused(form, public_id, person_id, refusal, 409)
    commit()
    flash(f"{name} was removed.")
    return redirect(url_for("accounts.show", public_id=public_id))


def _refused(
    form: PersonForm, public_id: str, person_id: str | None, refusal: Refused, status: int = 422
) -> tuple[str, int]:
    """The form again, with what was typed, over what is stored: the half-done change is undone first."""
    rollback()
    refuse(form, refusal)
    account = queries.get_changeable_account_for(me(), public_id)
    who = queries.get_stakeholder_for(me(), account, person_id) if person_id else None
    body = _form(form, account, who)
    return (body, status) if isinstance(body, str) else (body[0], status)


def _form(form: PersonForm, account: Account, person: Stakeholder | None = None) -> str | tuple[str, int]:
    body = render_template(
        "accounts/edit_person.html",
        form=form,
        account=account,
        person=person,
        others=[each for each in account.people if person is None or each.id != person.id],
        lines=_lines(account, person),
        strengths=STRENGTHS,
    )
    return body if request.method == "GET" else (body, 422)


def _lines(account: Account, person: Stakeholder | None) -> list[tuple[str, int, int]]:
    """Whom they move, as typed or as stored: public id, strength, sign; with three rows to spare."""
    lines: list[tuple[str, int, int]] = []
    if "target" in request.form:
        for line in zip(*(request.form.getlist(name) for name in ("target", "strength", "sign")), strict=False):
            target, strength, sign = line
            lines.append((target, int(strength) if strength in ("1", "2", "3") else 1, 1 if sign == "1" else -1))
    elif person is not None:
        names = {each.id: each.public_id for each in account.people}
        lines = [
            (names[each.target_id], each.strength, each.sign)
            for each in queries.influences_of(account)
            if each.source_id == person.id
        ]
    return [*(line for line in lines if line[0]), *[("", 1, 1)] * 3][:60]
