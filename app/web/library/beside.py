"""What stands beside the form of a piece: how a rep will find it, and what to do before it is published."""

import re
from collections.abc import Iterator
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from app.core import text
from app.library import gaps, readiness, signing
from app.library.models import Asset
from app.library.readiness import Missing, Said
from app.vocabulary.models import ON_PIECES, RIVAL, ROLE, STAGE, Term
from app.web.jinja import plural
from app.web.library.forms import PieceForm, WriteForm

# A description left empty, in a text that is still being written.
_BARE_PICTURE = re.compile(r"!\[\s*\]\(\s*picture:")
_MOST_GAPS = 2


def found_of(form: PieceForm) -> dict[str, Any]:
    """The piece as the `asset_mini` component takes it."""
    terms = form.terms
    tagged = {facet: [term.name for term in terms if term.facet == facet] for facet in (ROLE, STAGE, RIVAL)}
    if added := text.one_line(form.new_rival.data or "", 60):
        tagged[RIVAL].append(added)
    return {
        "title": text.one_line(form.title.data or "") or "Untitled",
        "snippet": text.one_line(form.summary.data or "", 140),
        "roles": tagged[ROLE],
        "stages": tagged[STAGE],
        "rivals": tagged[RIVAL],
        "is_internal": form.is_internal,
        "thumb_href": _thumb(form.asset),
    }


def checks_of(form: PieceForm) -> list[dict[str, Any]]:
    """The lines of `checks`: what is good, what a rep cannot do without, and what would help."""
    missing = readiness.missing_in(_said(form))
    return [*_good(form, missing), *map(_todo, missing), *_by_others(form.asset), *_unseen(form)]


def _said(form: PieceForm) -> Said:
    lists = frozenset(term.facet for term in form.terms if term.facet in ON_PIECES)
    return Said(
        title=form.title.data or "", summary=form.summary.data or "", use_when=form.use_when.data or "",
        say=form.say.data or "", is_internal=form.is_internal, has_owner=bool(form.owner.data), lists=lists,
    )  # fmt: skip


def _good(form: PieceForm, missing: list[Missing]) -> Iterator[dict[str, Any]]:
    if not form.is_internal:
        for role, stage in gaps.unfilled(_ticked(form, ROLE), _ticked(form, STAGE), form.asset)[:_MOST_GAPS]:
            yield {"state": "done", "text": f"Fills a gap: {role.name} at {stage.name}"}
    lacking = {each.field for each in missing}
    for field, words in (("title", "Title says what the buyer gets"), ("summary", "One line tells the rep what it is")):
        if field not in lacking:
            yield {"state": "done", "text": words}


def _todo(each: Missing) -> dict[str, Any]:
    return {"state": "todo" if each.is_needed else "note", "text": _to(each.field, each.words)}


def _by_others(asset: Asset | None) -> Iterator[dict[str, Any]]:
    for each in signing.unsigned(asset) if asset is not None else ():
        who = each.claim.function.name if each.claim.function else "Somebody"
        yield {"state": "todo", "text": f"{who} has not signed: “{text.one_line(each.claim.words, 80)}”"}


def _unseen(form: PieceForm) -> Iterator[dict[str, Any]]:
    """What somebody who cannot see pictures would miss."""
    if isinstance(form, WriteForm):
        count = len(_BARE_PICTURE.findall(form.source.data or ""))
        if count:
            words = f"{plural(count, 'picture')} without a text description. "
            yield {"state": "note", "text": escape(words) + _to("source", "Describe them")}
    elif form.asset is not None and (count := gaps.pages_without_words(form.asset)):
        are = "is a picture" if count == 1 else "are pictures"
        yield {"state": "note", "text": f"{plural(count, 'page')} {are} without text: not everybody can read them."}


def _to(field: str, words: str) -> Markup:
    return Markup('<a href="#{}">{}</a>').format(field, words)


def _ticked(form: PieceForm, facet: str) -> list[Term]:
    return [term for term in form.terms if term.facet == facet]


def _thumb(asset: Asset | None) -> str | None:
    version = asset.current if asset is not None else None
    if asset is None or version is None or version.thumb_key is None:
        return None
    return url_for("library.thumb", public_id=asset.public_id, number=version.number)
