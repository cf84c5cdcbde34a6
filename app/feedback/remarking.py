"""The thread of a piece: asking and answering, settling, and taking one's own words back."""

from datetime import datetime, timedelta

from app.accounts.models import Account
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.feedback.models import Remark
from app.library.models import Asset

WORDS_LIMIT = 2000
REMOVABLE = timedelta(hours=24)


def remark(
    user: User, asset: Asset, words: str, at: datetime, *, account: Account | None = None, answers: Remark | None = None
) -> Remark:
    """A new remark, or an answer to the first of a thread. An answer opens no new account. Raises Refused."""
    said = text.tidy(words, WORDS_LIMIT + 1)
    if not said:
        raise Refused("Write something first.", "words")
    if len(said) > WORDS_LIMIT:
        raise Refused(f"Keep it to {WORDS_LIMIT:,} characters.", "words")
    if answers is not None and (answers.asset_id != asset.id or answers.removed_at is not None):
        raise Refused("What you answer is no longer there.", "words")
    first = None if answers is None else answers.parent_id or answers.id
    made = Remark(
        asset_id=asset.id, author=user, parent_id=first, account=account if first is None else None, words=said,
        created_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def may_settle(user: User, asset: Asset, question: Remark) -> bool:
    """Whoever asked, owns the piece or publishes."""
    return user.id in (question.author_id, asset.owner_id) or may(user, "library.publish")


def settle(user: User, asset: Asset, question: Remark, at: datetime, answer: str = "") -> None:
    """Says that a question is dealt with, perhaps with a last answer. Raises Refused."""
    _allow_settling(user, asset, question)
    if answer.strip():
        remark(user, asset, answer, at, answers=question)
    if question.settled_at is None:
        question.settled_at, question.settled_by = at, user
        record(user, "settle", asset, asset.title, at, remark=question.public_id)


def reopen(user: User, asset: Asset, question: Remark, at: datetime) -> None:
    """Undoes settling. Raises Refused."""
    _allow_settling(user, asset, question)
    if question.settled_at is not None:
        question.settled_at, question.settled_by = None, None
        record(user, "reopen", asset, asset.title, at, remark=question.public_id)


def may_remove(user: User, mine: Remark, at: datetime) -> bool:
    """One's own words, for a day."""
    return mine.author_id == user.id and at - mine.created_at < REMOVABLE


def remove(user: User, mine: Remark, at: datetime) -> None:
    """Hides one's own words; its answers stay. Raises Refused."""
    if not may_remove(user, mine, at):
        raise Refused("You can remove what you said for a day. Ask marketing to settle it instead.")
    mine.removed_at = mine.removed_at or at


def restore(user: User, mine: Remark, at: datetime) -> None:
    """Undoes `remove`. Raises Refused."""
    if not may_remove(user, mine, at):
        raise Refused("That was more than a day ago.")
    mine.removed_at = None


def _allow_settling(user: User, asset: Asset, question: Remark) -> None:
    if question.parent_id is not None:
        raise Refused("Settle the question, not an answer to it.")
    if not may_settle(user, asset, question):
        raise Refused("Only who asked, the owner of the piece or marketing settles it.")
