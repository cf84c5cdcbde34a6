"""What a file says about its piece, as the facts that are kept; what it does not mention is left as it was."""

from collections.abc import Sequence
from typing import Any

from app.core import text
from app.exchange.front_matter import LISTS, Matter
from app.exchange.import_words import Words
from app.library.facts import NOTE_LIMIT, SUMMARY_LIMIT, Facts
from app.library.models import OURS, Asset
from app.library.queries import find_imported
from app.vocabulary.models import FACETS, Term

_SAME = ("audience", "use_when", "say", "review_by", "expires_on")


def facts_of(matter: Matter, title: str, words: Words, known: Asset | None, folder: str) -> Facts:
    """The facts of a new piece, or of `known`. `folder` is the name of the folder that is imported."""
    said = {name: getattr(matter, name) for name in _SAME if known is None or name in matter.said}
    left = {name: getattr(known, name) for name in _SAME if name not in said}
    return Facts.clean(
        title=text.one_line(matter.title or title), summary=_summary(matter, known),
        terms=_terms(matter, words.terms(matter), known), bait=_bait(matter, words, known),
        owner=words.owner(matter), replaced_by=_replaced_by(matter, known, folder),
        note=text.one_line(matter.note, NOTE_LIMIT), **_source(matter, known), **said, **left,
    )  # fmt: skip


def _summary(matter: Matter, kept: Asset | None) -> str:
    if kept is not None and "summary" not in matter.said:
        return kept.summary
    if len(matter.summary) > SUMMARY_LIMIT:
        matter.notes.append(f"summary was cut to {SUMMARY_LIMIT} characters")
    return text.one_line(matter.summary, SUMMARY_LIMIT)


def _terms(matter: Matter, found: Sequence[Term], kept: Asset | None) -> list[Term]:
    if kept is None:
        return list(found)
    said = {LISTS[key] for key in matter.said if key in LISTS} | (set(FACETS) if "tags" in matter.said else set())
    return [*found, *(term for term in kept.terms if term.facet not in said)]


def _bait(matter: Matter, words: Words, kept: Asset | None) -> list[Term]:
    return list(kept.bait) if kept is not None and "bait" not in matter.said else words.bait(matter)


def _source(matter: Matter, kept: Asset | None) -> dict[str, Any]:
    if kept is not None and not matter.said & {"provenance", "source", "source_date"}:
        return {"provenance": kept.provenance, "source_name": kept.source_name, "source_on": kept.source_on}
    if matter.provenance != OURS and not (matter.source_name and matter.source_date):
        matter.notes.append(f"“{matter.provenance}” needs a source with its name and date; it was taken as ours")
        return {"provenance": OURS}
    return {"provenance": matter.provenance, "source_name": matter.source_name, "source_on": matter.source_date}


def _replaced_by(matter: Matter, kept: Asset | None, folder: str) -> Asset | None:
    if kept is not None and "replaced_by" not in matter.said:
        return kept.replaced_by
    found = find_imported(f"{folder}/{matter.replaced_by}") if matter.replaced_by else None
    if matter.replaced_by and found is None:
        matter.notes.append(f"nothing was taken from {text.one_line(matter.replaced_by, 80)}, which replaces it")
    return found
