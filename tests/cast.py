"""The people every test knows."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core.db import session

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Maya publishes, Ravi sells to Bea at Fernholt, Rosa sells elsewhere, Max manages, Ada runs the place."""

    maya: User
    ravi: User
    rosa: User
    max: User
    ada: User
    fernholt: Account
    bea: Stakeholder


def make_cast() -> Cast:
    users = {
        name.lower(): User(
            email=f"{name.lower()}@wintermere.example", name=f"{name} {last}", roles=[role], created_at=NOW
        )
        for name, last, role in [
            ("Maya", "Moreau", "marketer"),
            ("Ravi", "Rao", "rep"),
            ("Rosa", "Reyes", "rep"),
            ("Max", "Marsh", "manager"),
            ("Ada", "Aalto", "admin"),
        ]
    }
    session.add_all(users.values())
    session.flush()
    fernholt = Account(name="Fernholt Foods", owner_id=users["ravi"].id, created_at=NOW)
    session.add(fernholt)
    session.flush()
    bea = Stakeholder(
        account_id=fernholt.id, name="Bea Baker", title="Buyer", email="bea@fernholt.example", created_at=NOW
    )
    session.add(bea)
    session.commit()
    return Cast(**users, fernholt=fernholt, bea=bea)
