"""Two people saved one piece: what differs, and a text that holds both."""

from dataclasses import dataclass
from datetime import date, datetime

from app.library import comparing, merging, signing
from app.library.comparing import Line
from app.library.models import PROVENANCES, Asset
from app.library.queries import get_asset_for, latest_version
from app.web.guards import me
from app.web.library.forms import PieceForm, WriteForm
from app.web.library.piece_form import AUDIENCES

_COMPARED = ("title", "summary", "use_when", "say", "source_name", "url")
_CHOSEN = ("provenance", "source_on", "audience", "review_by", "expires_on")


@dataclass(frozen=True)
class Conflict:
    """`lines` is how theirs (old) differs from yours (new), None when too long; `facts` are (label, theirs, yours)."""

    by: str
    at: datetime
    lines: list[Line] | None
    facts: list[tuple[str, str, str]]
    theirs: str
    has_text: bool


def conflict_of(form: PieceForm, asset: Asset) -> Conflict:
    """What the piece says now beside what was typed; the form goes on from here, so that saving it again is meant."""
    asset = get_asset_for(me(), asset.public_id)
    version = latest_version(asset)
    theirs = (version.source if version else "") or ""
    is_text = isinstance(form, WriteForm)
    saved_text = version is not None and version.author is not None and version.created_at == asset.updated_at
    form.edits.data = str(asset.edits)
    return Conflict(
        by=version.author.name if saved_text and version and version.author else "Somebody else",
        at=asset.updated_at,
        lines=comparing.compare(theirs, form["source"].data or "") if is_text else [],
        facts=_facts(form, asset, theirs),
        theirs=theirs,
        has_text=is_text,
    )


def settled(form: PieceForm, asset: Asset) -> PieceForm:
    """The form with both texts in its editor."""
    version = latest_version(asset)
    if isinstance(form, WriteForm) and not merging.is_unsettled(form.source.data or ""):
        form.source.data = merging.merged((version.source if version else "") or "", _plain(form.source.data or ""))
    form.edits.data = str(asset.edits)
    return form


def _facts(form: PieceForm, asset: Asset, theirs: str) -> list[tuple[str, str, str]]:
    found = []
    for name in _COMPARED:
        if name not in form:
            continue
        said = theirs if name == "url" else getattr(asset, name)
        typed = _plain(form[name].data or "").strip()
        if said != typed:
            found.append((form[name].label.text, said, typed))
    for name in _CHOSEN:
        said, typed = _in_words(getattr(asset, name)), _in_words(form[name].data)
        if said != typed:
            found.append((form[name].label.text, said, typed))
    stated = {each.claim.words for each in signing.carried(asset)}
    tagged, ticked = ({term.name for term in terms} for terms in (asset.terms, form.terms))
    chosen = {each.words for each in form.carriable if each.public_id in (form.claims.data or ())}
    for label, theirs_are, yours_are in (("Tags", tagged, ticked), ("Facts it states", stated, chosen)):
        if theirs_are != yours_are:
            found.append((label, ", ".join(sorted(theirs_are)), ", ".join(sorted(yours_are))))
    return found


def _in_words(value: date | str | None) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return {**PROVENANCES, **{name: words[0] for name, words in AUDIENCES.items()}}.get(value or "", value or "")


def _plain(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")
