"""Composing a send, and how it came along."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.models import Account
from app.accounts.queries import get_changeable_account_for
from app.core import clock, mail
from app.core.errors import NotFound, Refused
from app.core.mailbox import FolderTransport
from app.core.transaction import commit
from app.sending import delivering, links
from app.sending.checking import refusals
from app.sending.composing import send
from app.sending.models import Send
from app.sending.queries import get_delivery, get_link, get_send_for, is_under_way, may_manage
from app.web.fragments import is_fragment
from app.web.guards import allowed, me, only_reads, signed_in
from app.web.refusing import refuse
from app.web.sending.desk import draft_of, lay_out
from app.web.sending.forms import ComposeForm, filter_words, prefilled

sending = Blueprint("sending", __name__)


@sending.route("/accounts/<public_id>/send", methods=["GET", "POST"])
@allowed("sending.send")
def compose(public_id: str) -> Response | str | tuple[str, int]:
    """The form with whoever and whatever the address ticks; posted, it sends."""
    account = get_changeable_account_for(me(), public_id)
    if request.method != "POST":
        return _page(account, prefilled(request.args))
    form = ComposeForm()
    made = _send(account, form)
    if made is None:
        return _page(account, form), 422
    commit()
    return redirect(url_for("sending.show", public_id=made.public_id), 303)


@sending.post("/accounts/<public_id>/send/preview")
@allowed("sending.send")
@only_reads
def preview(public_id: str) -> str:
    """The same form with what it would send, or the part of it that htmx asked for. Sends and stores nothing."""
    account = get_changeable_account_for(me(), public_id)
    return _page(account, ComposeForm())


@sending.get("/sends/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """Who gets it, how far each delivery has come, and the links."""
    return _show("sending/show.html", get_send_for(me(), public_id))


@sending.get("/sends/<public_id>/status")
@signed_in
def status(public_id: str) -> Response | str:
    """The deliveries alone, asked for again while one is under way."""
    found = get_send_for(me(), public_id)
    if not is_fragment():
        return redirect(url_for("sending.show", public_id=public_id))
    return _show("sending/_deliveries.html", found)


@sending.post("/sends/<public_id>/deliveries/<delivery_id>/retry")
@signed_in
def retry(public_id: str, delivery_id: str) -> Response:
    """Queues a failed delivery again."""
    found = _managed(public_id)
    delivering.retry(get_delivery(found, delivery_id), clock.now())
    commit()
    return redirect(url_for("sending.show", public_id=public_id), 303)


@sending.post("/sends/<public_id>/links/<link_id>/revoke")
@signed_in
def revoke(public_id: str, link_id: str) -> Response:
    """Stops one link for good."""
    get_link(_managed(public_id), link_id).revoke(clock.now())
    commit()
    return redirect(url_for("sending.show", public_id=public_id), 303)


def _send(account: Account, form: ComposeForm) -> Send | None:
    """The send, or None with the reasons against it in the form."""
    at, user = clock.now(), me()
    is_valid = form.validate_on_submit()
    try:
        draft = draft_of(user, account, form, request.form.get("channel", ""), at)
        refuse(form, *refusals(user, draft, at))
        if not is_valid or form.errors:
            return None
        return send(
            user,
            account,
            draft.people,
            draft.assets,
            subject=draft.subject,
            message=draft.message,
            allow_download=draft.allow_download,
            expires_at=draft.expires_at,
            channel=draft.channel,
            form_key=form.form_key.data,
            at=at,
            follows=draft.follows,
        )
    except Refused as refused:
        refuse(form, refused)
        return None


def _page(account: Account, form: ComposeForm) -> str:
    """The whole page, or the part that changed: the letter, or the pieces when the library was looked through."""
    q = filter_words(request.values.get("q"))
    see = request.form.get("show") or request.form.get("see", "")
    desk = lay_out(me(), account, form, clock.now(), q=q, see=see)
    part = "pieces" if request.headers.get("HX-Target") == "pieces" else "letter"
    name = f"sending/_{part}.html" if is_fragment() else "sending/compose.html"
    is_finding = bool(q) or "find" in request.form or (is_fragment() and part == "pieces")
    return render_template(name, desk=desk, form=form, sender=me(), account=account, is_finding=is_finding)


def _show(name: str, found: Send) -> str:
    return render_template(
        name,
        send=found,
        at=clock.now(),
        may_manage=may_manage(me(), found),
        is_under_way=is_under_way(found),
        url_of=links.url_of,
        has_mailbox=isinstance(mail.transport(), FolderTransport) and "dev.mail" in current_app.view_functions,
    )


def _managed(public_id: str) -> Send:
    """A send this user may change. Raises NotFound."""
    found = get_send_for(me(), public_id)
    if not may_manage(me(), found):
        raise NotFound
    return found
