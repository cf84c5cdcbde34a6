"""What is said about a piece besides its content: title, line, audience, advice and terms. It changes at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.auth.models import User
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library.announcements import AssetChanged
from app.library.models import BUYERS, INTERNAL, Asset
from app.vocabulary.models import Term

SUMMARY_LIMIT, ADVICE_LIMIT = 140, 2000


@dataclass(frozen=True)
class Facts:
    """What is said about a piece besides its content, cleaned. Raises Refused, naming the field."""

    title: str
    summary: str
    audience: str
    use_when: str
    say: str

    @classmethod
    def clean(cls, *, title: str, summary: str, audience: str, use_when: str, say: str) -> "Facts":
        called = text.one_line(title)
        if not called:
            raise Refused("Give it a title.", "title")
        if audience not in (BUYERS, INTERNAL):
            raise Refused("Say who may see it.", "audience")
        line = text.one_line(summary, SUMMARY_LIMIT + 1)
        if len(line) > SUMMARY_LIMIT:
            raise Refused(f"Keep it to {SUMMARY_LIMIT} characters.", "summary")
        return cls(called, line, audience, _advice(use_when, "use_when"), _advice(say, "say"))


def tell(
    asset: Asset,
    at: datetime,
    *,
    title: str,
    summary: str,
    audience: str,
    use_when: str,
    say: str,
    terms: Sequence[Term],
) -> Asset:
    """Changes what is said about a piece and leaves its content alone. Raises Refused."""
    facts = Facts.clean(title=title, summary=summary, audience=audience, use_when=use_when, say=say)
    announce(AssetChanged(asset.id))
    return set_facts(asset, facts, terms, None, at, asset.format)


def set_facts(
    asset: Asset | None, facts: Facts, terms: Sequence[Term], user: User | None, at: datetime, format: str
) -> Asset:
    """A new piece, or `asset`, with these facts; nobody else changes it until the commit."""
    piece = asset or Asset(format=format, owner_id=user.id if user else None, created_at=at)
    piece.title, piece.summary, piece.audience = facts.title, facts.summary, facts.audience
    piece.use_when, piece.say, piece.updated_at = facts.use_when, facts.say, at
    piece.terms = sorted({term.id: term for term in terms}.values(), key=lambda term: (term.facet, term.position))
    session.add(piece)
    session.flush()
    # One writer at a time for a piece: two saves must not make the same version number.
    session.execute(select(Asset.id).where(Asset.id == piece.id).with_for_update())
    return piece


def _advice(value: str, field: str) -> str:
    clean = text.tidy(value, ADVICE_LIMIT + 1)
    if len(clean) > ADVICE_LIMIT:
        raise Refused(f"Keep it to {ADVICE_LIMIT:,} characters.", field)
    return clean
