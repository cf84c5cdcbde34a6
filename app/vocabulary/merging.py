"""Making one term of two: everything that carried the one carries the other."""

from datetime import datetime

from sqlalchemy import and_, delete, select, update

from app.audit.recording import record
from app.auth.models import User
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.vocabulary.announcements import KindMadeInternal, TermChanged
from app.vocabulary.models import Term
from app.vocabulary.references import Reference, references
from app.vocabulary.wording import why_it_stays


def merge(gone: Term, kept: Term, at: datetime, *, by: User | None = None) -> int:
    """Moves every use of `gone` to `kept` and deletes it. Returns how many rows moved. Raises Refused."""
    if gone.id == kept.id or gone.facet != kept.facet:
        raise Refused("Choose another word of the same list.", "other")
    if gone.is_builtin:
        raise Refused(why_it_stays(gone) + " Keep it, and merge the other one into it.", "keep")
    if kept.retired_at is not None:
        raise Refused(f"“{kept.name}” is retired. Bring it back first.", "other")
    session.flush()
    # Whoever is tagging with it at this moment is waited for, so that no use is left behind.
    session.execute(select(Term.id).where(Term.id == gone.id).with_for_update())
    moved = sum(_move(each, gone.id, kept.id) for each in references())
    was = gone.name
    is_withheld = kept.is_internal and not gone.is_internal
    session.delete(gone)
    session.flush()
    # What was loaded before still shows the old word.
    session.expire_all()
    record(by, "merge_words", kept, kept.name, at, was=was, moved=moved)
    announce(TermChanged(kept.id))
    if is_withheld:
        announce(KindMadeInternal(kept.id))
    return moved


def _move(reference: Reference, gone: int, kept: int) -> int:
    """Points a column's rows at `kept`; those that would then be there twice go."""
    column, table = reference.column, reference.table
    for others in reference.others_of_keys():
        twin = table.alias()
        same = and_(twin.c[column.name] == kept, *(twin.c[other.name] == other for other in others))
        doubled = select(twin.c[column.name]).where(same).exists()
        session.execute(delete(table).where(column == gone, doubled))
    moved = session.execute(update(table).where(column == gone).values({column.name: kept}))
    return int(moved.rowcount)  # type: ignore[attr-defined]
