"""Undo: an act on a piece notes what it changed, and for a day that can be put back.

Around an act: `before = snapshot(asset)`, the change, then `note(user, act, asset, before, at)`. Several pieces
changed by one act (the same actor, act and moment) are undone together. The pages say it is done, with an Undo
button, by `app.web.undo.say_done(words, entry)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import announce
from app.library.announcements import AssetChanged
from app.library.facts import is_internal_only
from app.library.models import INTERNAL, Asset
from app.library.queries import reads_drafts_of
from app.library.remembering import NEWEST, put_back, snapshot

__all__ = ["Undone", "can_undo", "find_entry_for", "newest_of", "note", "piece_of", "snapshot", "undo"]

UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Undone:
    """What an undo put back, and the pieces it left alone because they had changed since."""

    pieces: list[Asset]
    left: list[Asset]


def note(
    user: User | None, act: str, asset: Asset, before: Mapping[str, Any], at: datetime, **facts: Any
) -> AuditEntry:
    """Records an act after it was done; `before` is the snapshot taken ahead of it. Only what differs is kept."""
    after = snapshot(asset, versions=NEWEST in before)
    changed = [name for name in after if before[name] != after[name]]
    kept = {name: [before[name], after[name]] for name in changed}
    return record(user, act, asset, asset.title, at, before=kept or None, **facts)


def newest_of(user: User, asset: Asset, since: datetime) -> AuditEntry | None:
    """The last thing this user did to a piece since then that can be put back."""
    done = select(AuditEntry).where(
        AuditEntry.subject == Asset.__tablename__, AuditEntry.subject_id == asset.id, AuditEntry.at >= since,
        AuditEntry.actor_id == user.id, AuditEntry.undone_at.is_(None),
    )  # fmt: skip
    newest_first = session.scalars(done.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()))
    return next((entry for entry in newest_first if entry.before is not None), None)


def find_entry_for(user: User, public_id: str) -> AuditEntry:
    """An entry this user may undo: whoever did it and still sees drafts of the piece, or who publishes. NotFound."""
    entry = session.scalar(
        select(AuditEntry).where(AuditEntry.public_id == public_id[:24], AuditEntry.subject == Asset.__tablename__)
    )
    asset = session.get(Asset, entry.subject_id) if entry is not None else None
    if entry is None or asset is None:
        raise NotFound
    if not may(user, "library.publish") and not (entry.actor_id == user.id and reads_drafts_of(user, asset)):
        raise NotFound
    return entry


def piece_of(entry: AuditEntry) -> Asset | None:
    """The piece of an entry, while there is one."""
    return session.get(Asset, entry.subject_id) if entry.subject == Asset.__tablename__ else None


def can_undo(entry: AuditEntry, at: datetime) -> bool:
    """Whether there is something to put back, and still time."""
    return entry.before is not None and entry.undone_at is None and at - entry.at < UNDO_FOR


def undo(user: User, entry: AuditEntry, at: datetime) -> Undone:
    """Puts back what the act changed, on every piece it touched. Raises Refused: too late, done, or changed since."""
    if entry.undone_at is not None:
        raise Refused("This has been undone already.")
    if entry.before is None:
        raise Refused("This cannot be undone.")
    if not can_undo(entry, at):
        raise Refused("Undo works for a day, and that is over.")
    found = Undone([], [])
    for each in _together(entry):
        locked = select(Asset).where(Asset.id == each.subject_id).with_for_update()
        asset = session.scalar(locked.execution_options(populate_existing=True))
        if asset is None:
            continue
        if _put_back(user, asset, each, at):
            found.pieces.append(asset)
        else:
            found.left.append(asset)
    if not found.pieces:
        raise Refused("It has changed since, so there is nothing to undo without losing that.")
    return found


def _together(entry: AuditEntry) -> list[AuditEntry]:
    """The entries of the same act, this one among them."""
    if entry.actor_id is None:
        return [entry]
    same = select(AuditEntry).where(
        AuditEntry.at == entry.at, AuditEntry.actor_id == entry.actor_id, AuditEntry.act == entry.act,
        AuditEntry.subject == entry.subject, AuditEntry.undone_at.is_(None),
    )  # fmt: skip
    return [each for each in session.scalars(same.order_by(AuditEntry.id)) if each.before is not None]


def _put_back(user: User, asset: Asset, entry: AuditEntry, at: datetime) -> bool:
    """False when what the act left is no longer there."""
    kept: dict[str, list[Any]] = entry.before or {}
    now = snapshot(asset, versions=NEWEST in kept)
    if any(now.get(name) != after for name, (_, after) in kept.items()):
        return False
    # The draft that was added goes last: with it go the reviews that still name it.
    for name in sorted(kept, key=lambda each: each == NEWEST):
        put_back(asset, name, kept[name][0])
    if is_internal_only(asset.terms):
        # Its kind may have become one for us alone since.
        asset.audience = INTERNAL
    asset.updated_at, asset.edits = at, asset.edits + 1
    entry.undone_at = at
    session.flush()
    record(user, "undo", asset, asset.title, at, undone=entry.act)
    announce(AssetChanged(asset.id))
    return True
