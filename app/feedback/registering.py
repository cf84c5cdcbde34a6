"""The register of what reps made themselves: entering a piece, judging it, adopting it (rows 25 and 26)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.feedback.models import FIXED, OFF_MESSAGE, VERDICTS, RepMade
from app.library import trashing
from app.library.announcements import AssetChanged
from app.library.models import DRAFT, Asset

MOST_MINUTES = 60 * 200
NOTE_LIMIT = 500


def checked_minutes(minutes: int | None) -> int:
    """The minutes a rep declared. Raises Refused."""
    if minutes is None or minutes < 1:
        raise Refused("Say how many minutes it took, about. One is the least.", "minutes")
    if minutes > MOST_MINUTES:
        raise Refused(f"That is more than {MOST_MINUTES // 60} hours. Give minutes.", "minutes")
    return minutes


def register(user: User, asset: Asset, minutes: int, at: datetime) -> RepMade:
    """Enters a draft that its maker owns. Raises Refused."""
    spent = checked_minutes(minutes)
    if asset.owner_id != user.id or asset.state != DRAFT or asset.is_variant:
        raise Refused("Only a draft of your own goes into the register.")
    made = RepMade(asset=asset, asset_id=asset.id, maker=user, minutes=spent, registered_at=at)
    session.add(made)
    session.flush()
    record(user, "register", asset, asset.title, at, minutes=spent)
    return made


def judge(user: User, made: RepMade, verdict: str, note: str, at: datetime) -> None:
    """On message as it was made; off, and sent back with a note; or fixed: off at first, and mended. Raises Refused."""
    _lock(user, made)
    said = text.one_line(note, NOTE_LIMIT + 1)
    if verdict not in VERDICTS:
        raise Refused("Say whether it is on message.", "verdict")
    if len(said) > NOTE_LIMIT:
        raise Refused(f"Keep it to {NOTE_LIMIT} characters.", "note")
    if verdict in (OFF_MESSAGE, FIXED) and not said:
        raise Refused("Say what was off, so that the next one is not.", "note")
    if verdict == OFF_MESSAGE and made.adopted_at is not None:
        raise Refused("It is in the library. Take the adoption back first.", "verdict")
    record(user, "judge", made.asset, made.asset.title, at, verdict=verdict, note=said, was=_verdict(made))
    made.verdict, made.verdict_note, made.verdict_by, made.verdict_at = verdict, said, user, at


def take_back_verdict(user: User, made: RepMade, at: datetime) -> None:
    """Undoes the last verdict; the one before it counts again. Raises Refused."""
    _lock(user, made)
    if made.verdict is None:
        raise Refused("Nobody has judged it.")
    if made.adopted_at is not None:
        raise Refused("It is in the library. Take the adoption back first.")
    last = _last(made, "judge")
    was: dict[str, Any] = (last.facts.get("was") if last is not None else None) or {}
    record(user, "take_back_verdict", made.asset, made.asset.title, at, was=_verdict(made))
    if last is not None:
        last.undone_at = at
    made.verdict, made.verdict_note = was.get("verdict"), was.get("note", "")
    made.verdict_by = session.get(User, was["by"]) if was.get("by") else None
    made.verdict_at = datetime.fromisoformat(was["at"]) if was.get("at") else None


def adopt(user: User, made: RepMade, at: datetime) -> None:
    """Takes it into the library: a draft like any other, to be tagged and published, owned by who adopts it."""
    _lock(user, made)
    if made.verdict is None or made.verdict == OFF_MESSAGE:
        raise Refused("Judge it on message, or fixed, before it goes into the library.")
    if made.adopted_at is not None:
        return
    record(user, "adopt", made.asset, made.asset.title, at, was_owner=made.asset.owner_id)
    made.adopted_at, made.asset.owner, made.asset.updated_at = at, user, at
    announce(AssetChanged(made.asset_id))


def take_back_adoption(user: User, made: RepMade, at: datetime) -> None:
    """Undoes an adoption while the piece has not been published. Raises Refused."""
    _lock(user, made)
    if made.adopted_at is None:
        raise Refused("It is not in the library.")
    if made.asset.published_at is not None:
        raise Refused("It has been published. Retire it instead.")
    record(user, "take_back_adoption", made.asset, made.asset.title, at)
    made.adopted_at, made.asset.owner, made.asset.updated_at = None, made.maker, at
    announce(AssetChanged(made.asset_id))


def withdraw(user: User, made: RepMade, at: datetime) -> AuditEntry:
    """Puts one's own piece into the trash, which can be undone. Raises Refused once somebody judged it."""
    session.execute(select(RepMade.asset_id).where(RepMade.asset_id == made.asset_id).with_for_update())
    session.refresh(made, ["verdict", "adopted_at"])
    if made.maker_id != user.id or made.verdict is not None or made.asset.state != DRAFT:
        raise Refused("Only its maker takes it out, and only before it is judged.")
    return trashing.trash(user, made.asset, at)


def _lock(user: User, made: RepMade) -> None:
    if not may(user, "rep_made.judge"):
        raise Refused("Only marketing judges what reps made.")
    session.execute(select(RepMade.asset_id).where(RepMade.asset_id == made.asset_id).with_for_update())
    session.refresh(made, ["verdict", "adopted_at"])


def _verdict(made: RepMade) -> dict[str, Any] | None:
    if made.verdict is None:
        return None
    at = made.verdict_at.isoformat() if made.verdict_at else None
    return {"verdict": made.verdict, "note": made.verdict_note, "by": made.verdict_by_id, "at": at}


def _last(made: RepMade, act: str) -> AuditEntry | None:
    wanted = select(AuditEntry).where(
        AuditEntry.subject == Asset.__tablename__, AuditEntry.subject_id == made.asset_id, AuditEntry.act == act,
        AuditEntry.undone_at.is_(None),
    )  # fmt: skip
    return session.scalar(wanted.order_by(AuditEntry.id.desc()).limit(1))
