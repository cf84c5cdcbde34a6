"""The list of accounts, one account's page, adding and changing an account."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import editing, queries
from app.accounts.departments import set_departments
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.engagement.moving import who_moved
from app.sending.queries import recent_sends
from app.web.accounts import import_routes, people_routes  # noqa: F401  (their routes join the area)
from app.web.accounts.area import accounts
from app.web.accounts.board import read_board
from app.web.accounts.forms import AccountForm, department_wishes
from app.web.guards import allowed, me
from app.web.refusing import refuse

__all__ = ["accounts"]

SENDS_SHOWN = 12


@accounts.get("/accounts")
@allowed("accounts.read_own")
def index() -> str:
    """Every account this user may see; with `item`, the place to choose one to send those items to."""
    found = queries.accounts_for(me())
    moved = {row.account.id: row for row in reversed(who_moved(me(), clock.now(), everyone=True, limit=60))}
    return render_template(
        "accounts/index.html",
        accounts=found,
        counts=queries.people_counts(found),
        moved=moved,
        items=request.args.getlist("item")[:50],
    )


@accounts.route("/accounts/new", methods=["GET", "POST"])
@allowed("accounts.write_own")
def new() -> Response | str | tuple[str, int]:
    """A new account."""
    form = AccountForm.for_user(me())
    if not form.validate_on_submit():
        return _form(form)
    try:
        account = editing.add_account(me(), clock.now(), **form.facts())
        set_departments(account, department_wishes(request.form))
    except Refused as refusal:
        return _form(form, refusal)
    commit()
    return redirect(url_for("accounts.show", public_id=account.public_id))


@accounts.route("/accounts/<public_id>/edit", methods=["GET", "POST"])
@allowed("accounts.write_own")
def edit(public_id: str) -> Response | str | tuple[str, int]:
    """An account's facts and the columns of its map."""
    account = queries.get_changeable_account_for(me(), public_id)
    form = AccountForm.for_user(me(), account)
    if not form.validate_on_submit():
        return _form(form, account=account)
    try:
        editing.change_account(me(), account, **form.facts())
        if "department" in request.form:
            set_departments(account, department_wishes(request.form))
    except Refused as refusal:
        return _form(form, refusal, public_id=public_id)
    commit()
    flash("Saved.")
    return redirect(url_for("accounts.show", public_id=public_id))


@accounts.get("/accounts/<public_id>")
@allowed("accounts.read_own")
def show(public_id: str) -> str:
    """Who is in the room, who is with us, and what they read."""
    account = queries.get_account_for(me(), public_id)
    view = "list" if request.args.get("view") == "list" else "map"
    board = read_board(account, clock.now(), set(request.args.getlist("select")), view)
    return render_template(
        "accounts/show.html",
        account=account,
        board=board,
        view="list" if board.is_crowd else view,
        sends=recent_sends(account, SENDS_SHOWN),
        sends_shown=SENDS_SHOWN,
        may_change=queries.may_change(me(), account),
    )


def _form(
    form: AccountForm, refusal: Refused | None = None, account: object = None, public_id: str | None = None
) -> str | tuple[str, int]:
    if refusal is not None:
        rollback()
        refuse(form, refusal)
    if public_id is not None:
        # What was half changed is undone; the heading and the list must show what is stored.
        account = queries.get_changeable_account_for(me(), public_id)
    typed = department_wishes(request.form) if request.method == "POST" else None
    body = render_template("accounts/edit.html", form=form, account=account, typed=typed)
    return body if request.method == "GET" else (body, 422)
