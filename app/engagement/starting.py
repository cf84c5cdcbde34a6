"""The first steps of a workspace, and which of them are done."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from app.auth.models import User
from app.core.db import session
from app.engagement.moving import watched
from app.library.models import BUYERS, PUBLISHED, Asset
from app.sending.models import Send


@dataclass(frozen=True, slots=True)
class Steps:
    """What a user's Today needs before it can say anything."""

    has_piece: bool
    has_account: bool
    has_sent: bool

    @property
    def are_done(self) -> bool:
        return self.has_piece and self.has_account and self.has_sent


def first_steps_for(user: User) -> Steps:
    """A piece for buyers, an account this user may see, and something sent to one of those."""
    accounts = watched(user, everyone=True)
    piece, sent = session.execute(
        select(
            exists().where(Asset.state == PUBLISHED, Asset.audience == BUYERS),
            exists().where(Send.account_id.in_(accounts)),
        )
    ).one()
    return Steps(has_piece=bool(piece), has_account=bool(accounts), has_sent=bool(sent))
