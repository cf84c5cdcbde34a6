"""Finding remarks and rep-made pieces, as far as a user may see them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts import queries as accounts
from app.auth.models import User
from app.auth.permissions import may
from app.core.db import session
from app.core.errors import NotFound
from app.feedback.models import Remark, RepMade
from app.library.models import RETIRED, Asset
from app.library.queries import ids_for

THREADS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """A question and its answers, oldest first. Removed words are shown to nobody but who wrote them."""

    first: Remark
    answers: list[Remark]

    @property
    def last_answer(self) -> Remark | None:
        return next((each for each in reversed(self.answers) if each.removed_at is None), None)


def threads_for(user: User, asset: Asset) -> list[Thread]:
    """The newest threads of a piece this user sees, open ones first; none about an account they do not see."""
    firsts = list(
        session.scalars(
            select(Remark)
            .where(Remark.asset_id == asset.id, Remark.parent_id.is_(None), _heard_by(user, Remark))
            .options(*_LOADED)
            .order_by(Remark.settled_at.is_not(None), Remark.created_at.desc(), Remark.id.desc())
            .limit(THREADS_SHOWN)
        )
    )
    answers: dict[int | None, list[Remark]] = defaultdict(list)
    replies = select(Remark).where(Remark.parent_id.in_([each.id for each in firsts])).options(*_LOADED)
    for reply in session.scalars(replies.order_by(Remark.created_at, Remark.id)):
        answers[reply.parent_id].append(reply)
    found = [Thread(first, [each for each in answers[first.id] if _is_there(each, user)]) for first in firsts]
    return [thread for thread in found if thread.answers or _is_there(thread.first, user)]


def get_remark_for(user: User, public_id: str) -> tuple[Remark, Asset]:
    """A remark this user hears, with its piece; an answer only where its question is heard. Raises NotFound."""
    first = aliased(Remark)
    row = session.execute(
        select(Remark, Asset)
        .join(Asset, Asset.id == Remark.asset_id)
        .outerjoin(first, first.id == Remark.parent_id)
        .where(Remark.public_id == public_id[:24], Asset.id.in_(ids_for(user)), _heard_by(user, Remark))
        .where(or_(first.id.is_(None), _heard_by(user, first)))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def unanswered_for(user: User, limit: int = 10) -> list[tuple[Remark, Asset]]:
    """Open remarks by others on this user's pieces that nobody has answered, oldest first."""
    reply = aliased(Remark)
    answered = exists().where(reply.parent_id == Remark.id, reply.removed_at.is_(None)).correlate(Remark)
    rows = session.execute(
        select(Remark, Asset)
        .join(Asset, Asset.id == Remark.asset_id)
        .where(Asset.owner_id == user.id, Asset.state != RETIRED, Asset.id.in_(ids_for(user)))
        .where(Remark.parent_id.is_(None), Remark.author_id != user.id, ~answered)
        .where(Remark.settled_at.is_(None), Remark.removed_at.is_(None), _heard_by(user, Remark))
        .options(*_LOADED)
        .order_by(Remark.created_at, Remark.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def rep_made_for(user: User, *, page: int = 1, per_page: int = 50) -> tuple[list[RepMade], int]:
    """The register: one's own pieces, or everybody's for who judges them; those that wait for a verdict first."""
    where = _registered(user)
    total = session.scalar(select(func.count()).select_from(RepMade).join(RepMade.asset).where(where)) or 0
    found = (
        select(RepMade)
        .join(RepMade.asset)
        .where(where)
        .options(
            contains_eager(RepMade.asset).joinedload(Asset.current),
            joinedload(RepMade.maker), joinedload(RepMade.verdict_by),
        )
        .order_by(RepMade.verdict.is_not(None), RepMade.registered_at.desc(), RepMade.asset_id.desc())
    )  # fmt: skip
    return list(session.scalars(found.limit(per_page).offset((page - 1) * per_page))), total


def get_rep_made_for(user: User, public_id: str) -> RepMade:
    """A row of the register by the public id of its piece. Raises NotFound."""
    found = session.scalar(
        select(RepMade)
        .join(RepMade.asset)
        .where(Asset.public_id == public_id[:24], _registered(user))
        .options(contains_eager(RepMade.asset), joinedload(RepMade.maker))
    )
    if found is None:
        raise NotFound
    return found


def find_rep_made(asset: Asset) -> RepMade | None:
    """What the register says of a piece; None for one that is not in it."""
    return session.get(RepMade, asset.id)


def waiting_for_verdict(user: User) -> int:
    """How many pieces of the register nobody has judged, for who judges."""
    if not may(user, "rep_made.judge"):
        return 0
    return (
        session.scalar(
            select(func.count())
            .select_from(RepMade)
            .join(RepMade.asset)
            .where(_registered(user), RepMade.verdict.is_(None))
        )
        or 0
    )


def registered_since(user: User, since: datetime) -> list[RepMade]:
    """What was registered since then: everybody's for who sees every account, else one's own. With the makers."""
    # What was judged counts even from the trash, or throwing bad ones away would better the rate.
    counts = or_(Asset.trashed_at.is_(None), RepMade.verdict.is_not(None))
    found = select(RepMade).join(RepMade.asset).where(RepMade.registered_at >= since, counts)
    if not may(user, "accounts.read_all"):
        found = found.where(RepMade.maker_id == user.id)
    return list(session.scalars(found.options(joinedload(RepMade.maker)).order_by(RepMade.registered_at)))


def _registered(user: User) -> ColumnElement[bool]:
    there = Asset.trashed_at.is_(None)
    return there if may(user, "rep_made.judge") else there & (RepMade.maker_id == user.id)


def _heard_by(user: User, remark: type[Remark]) -> ColumnElement[bool]:
    seen = remark.account_id.in_(accounts.ids_for(user))
    return or_(remark.account_id.is_(None), remark.author_id == user.id, seen)


def _is_there(remark: Remark, user: User) -> bool:
    return remark.removed_at is None or remark.author_id == user.id


_LOADED = (joinedload(Remark.author), joinedload(Remark.account), joinedload(Remark.settled_by))
