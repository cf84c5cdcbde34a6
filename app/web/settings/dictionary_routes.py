"""The sales dictionary: everybody reads it; marketing keeps it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.auth.models import User
from app.auth.queries import all_users
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.vocabulary import defining, queries
from app.vocabulary.defining import Facts
from app.vocabulary.models import DictionaryEntry
from app.web.guards import allowed, me, signed_in
from app.web.refusing import refuse
from app.web.settings.area import settings
from app.web.settings.forms import EntryForm
from app.web.settings.history import history_of

Page = str | tuple[str, int] | Response


@settings.get("/dictionary")
@signed_in
def dictionary() -> str:
    """Every word with what each side says for it."""
    found = queries.entries()
    return render_template(
        "settings/dictionary.html",
        terms=[entry for entry in found if not entry.key and not entry.retired_at],
        nouns=[entry for entry in found if entry.key],
        retired=[entry for entry in found if entry.retired_at],
    )


@settings.get("/dictionary/<public_id>")
@signed_in
def entry(public_id: str) -> str:
    """One word, and who changed what."""
    found = queries.get_entry(public_id)
    return render_template("settings/entry.html", entry=found, history=history_of(queries.revisions_of(found)))


@settings.route("/dictionary/new", methods=["GET", "POST"])
@allowed("vocabulary.edit")
def new_entry() -> Page:
    return _edit(None)


@settings.route("/dictionary/<public_id>/edit", methods=["GET", "POST"])
@allowed("vocabulary.edit")
def edit_entry(public_id: str) -> Page:
    return _edit(queries.get_entry(public_id))


@settings.post("/dictionary/<public_id>/<any(retire, bring_back):act>")
@allowed("vocabulary.edit")
def switch_entry(public_id: str, act: str) -> Response:
    """Takes an entry out of use, or puts it back."""
    entry = queries.get_entry(public_id)
    try:
        (defining.retire_entry if act == "retire" else defining.bring_back)(me(), entry, clock.now())
        commit()
        flash("Retired." if act == "retire" else "Back in use.", "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("settings.entry", public_id=public_id))


def _edit(entry: DictionaryEntry | None) -> Page:
    users = [user for user in all_users() if user.is_active]
    form = EntryForm(entry, users)
    if form.is_submitted():
        public_id = _save(form, entry, users)
        if public_id:
            return redirect(url_for("settings.entry", public_id=public_id))
    page = render_template("settings/edit_entry.html", form=form, entry=entry)
    return (page, 422) if form.is_submitted() else page


def _save(form: EntryForm, entry: DictionaryEntry | None, users: list[User]) -> str | None:
    """The public id of what was saved; None when the form says why it was not."""
    if not form.validate():
        return None
    owner = next((user for user in users if user.public_id == form.owner.data), None)
    typed = (form.label, form.plural, form.definition, form.marketing_words, form.sales_words)
    try:
        facts = Facts.clean(*(field.data or "" for field in typed))
        if entry is None:
            entry = defining.add_entry(me(), facts, owner, clock.now())
        else:
            defining.change_entry(me(), entry, facts, owner, clock.now(), seen=form.version.data or "")
        commit()
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return None
    flash("Saved.", "success")
    return entry.public_id
