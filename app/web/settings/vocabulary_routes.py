"""The vocabulary: a page for each list, and one for each of its terms."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.vocabulary import merging, wording
from app.vocabulary.models import KIND, LISTS, ROLE, Term
from app.vocabulary.queries import all_terms, get_term, retired_terms_of, terms_of
from app.vocabulary.references import usage_of
from app.web.guards import allowed, me
from app.web.refusing import refuse
from app.web.settings.area import settings
from app.web.settings.forms import KindForm, MergeForm, TermForm
from app.web.settings.usage_words import usage_words

# The router's own word for "one of the lists".
LIST = f"<any({', '.join(LISTS)}):facet>"


@settings.get("/vocabulary")
@settings.get(f"/vocabulary/{LIST}")
@allowed("vocabulary.edit")
def vocabulary(facet: str = ROLE) -> str:
    """One list of the words everything is tagged with, and how much each is used."""
    return _list(facet, TermForm(formdata=None))


@settings.post(f"/vocabulary/{LIST}")
@allowed("vocabulary.edit")
def add_term(facet: str) -> Response | tuple[str, int]:
    form = TermForm()
    if not form.validate():
        return _list(facet, form), 422
    try:
        term = wording.add_term(facet, form.name.data, form.hint.data or "", by=me(), at=clock.now())
        commit()
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _list(facet, form), 422
    return _to_list(term)


@settings.get("/vocabulary/terms/<public_id>")
@allowed("vocabulary.edit")
def term(public_id: str) -> str:
    """What one word is called, what it is used for, and what else can become of it."""
    return _term(get_term(public_id))


@settings.post("/vocabulary/terms/<public_id>")
@allowed("vocabulary.edit")
def change_term(public_id: str) -> Response | tuple[str, int]:
    """Renames a term; of a kind it also says whether it is for us alone."""
    term, at = get_term(public_id), clock.now()
    form = KindForm() if term.facet == KIND else TermForm()
    if not form.validate():
        return _term(term, form), 422
    try:
        wording.rename_term(term, form.name.data, form.hint.data or "", by=me(), at=at)
        if isinstance(form, KindForm):
            wording.set_internal(term, form.is_internal.data, at, by=me())
        commit()
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _term(get_term(public_id), form), 422
    flash("Saved.", "success")
    return _to_list(term)


@settings.post("/vocabulary/terms/<public_id>/merge")
@allowed("vocabulary.edit")
def merge_term(public_id: str) -> Response | tuple[str, int]:
    """Makes one term of two."""
    term = get_term(public_id)
    form = MergeForm(term, _others(term))
    if not form.validate():
        return _term(term, merge_form=form), 422
    other = get_term(form.other.data)
    gone, kept = (other, term) if form.keep.data == "this" else (term, other)
    words = f"“{gone.name}” is now “{kept.name}”."
    try:
        merging.merge(gone, kept, clock.now(), by=me())
        commit()
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _term(get_term(public_id), merge_form=form), 422
    flash(words, "success")
    return _to_list(kept)


@settings.post("/vocabulary/terms/<public_id>/<any(retire, bring_back, up, down):act>")
@allowed("vocabulary.edit")
def move_term(public_id: str, act: str) -> Response:
    """Moves a term in its list, takes it out of use or puts it back."""
    term, at = get_term(public_id), clock.now()
    try:
        if act == "retire":
            wording.retire_term(term, at, by=me())
        elif act == "bring_back":
            wording.bring_back(term, by=me(), at=at)
        else:
            wording.move_term(term, -1 if act == "up" else 1)
        commit()
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return _to_list(term)


def _to_list(term: Term) -> Response:
    return redirect(url_for("settings.vocabulary", facet=term.facet, _anchor=f"t-{term.public_id}"))


def _list(facet: str, form: TermForm) -> str:
    terms, usage = all_terms(), usage_of(facet)
    retired = retired_terms_of(facet)
    used = {term.id: usage_words(usage.get(term.id, {})) for term in (*terms[facet], *retired)}
    return render_template("settings/vocabulary.html", facet=facet, terms=terms, retired=retired, used=used, form=form)


def _term(term: Term, form: TermForm | None = None, merge_form: MergeForm | None = None) -> str:
    kind = KindForm if term.facet == KIND else TermForm
    return render_template(
        "settings/term.html",
        term=term,
        form=form or kind(formdata=None, obj=term),
        merge_form=merge_form or MergeForm(term, _others(term), formdata=None),
        used=usage_words(usage_of(term.facet).get(term.id, {})),
    )


def _others(term: Term) -> list[Term]:
    return [each for each in terms_of(term.facet) if each.id != term.id]
