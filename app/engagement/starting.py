"""The first steps of a workspace, and which of them are done."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from app.accounts.queries import ids_for
from app.auth.models import User
from app.core.db import session
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
    accounts = ids_for(user)
    piece, account, sent = session.execute(
        select(
            exists().where(Asset.state == PUBLISHED, Asset.audience == BUYERS),
            accounts.exists(),
            exists().where(Send.account_id.in_(accounts)),
        )
    ).one()
    return Steps(has_piece=bool(piece), has_account=bool(account), has_sent=bool(sent))
