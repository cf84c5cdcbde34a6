"""Plain functions that put one thing into the database and return it; each commits."""

from datetime import datetime, timedelta
from itertools import count

from app.accounts.models import Account, Department, Stakeholder
from app.auth.models import User
from app.core import tokens
from app.core.db import session
from app.core.text import word_count
from app.documents.formats import MARKDOWN
from app.library.models import BUYERS, PUBLISHED, Asset, Page, Version
from app.sending.models import SENT, Delivery, Send, TrackedLink
from app.vocabulary.models import Term
from app.vocabulary.queries import find_named
from tests.cast import NOW

_number = count(1)


def a_term(facet: str, name: str) -> Term:
    """A term of the default vocabulary by name, for example a_term("role", "Champion")."""
    term = find_named(facet, name)
    assert term is not None, name
    return term


def an_asset(
    owner: User,
    title: str = "Payback in 11 months",
    *,
    pages: list[str] | None = None,
    summary: str = "The business case",
    state: str = PUBLISHED,
    audience: str = BUYERS,
    terms: list[Term] | None = None,
    format: str = MARKDOWN,
    at: datetime = NOW,
    **values: object,
) -> Asset:
    """A piece with one ready version of Markdown pages."""
    texts = pages if pages is not None else ["A depot pays for itself.", "Waiting costs a summer."]
    asset = Asset(
        title=title, summary=summary, format=format, audience=audience, state=state, owner_id=owner.id, created_at=at,
        updated_at=at, published_at=at if state == PUBLISHED else None, terms=list(terms or []),
        **values,
    )  # fmt: skip
    session.add(asset)
    session.flush()
    version = Version(
        asset_id=asset.id, number=1, state="ready", source="\n\n".join(texts), content_hash=tokens.fingerprint(title),
        page_count=len(texts), author_id=owner.id, created_at=at,
    )  # fmt: skip
    version.pages = [
        Page(number=n, title=f"Part {n}", text=body, html=f"<p>{body}</p>", words=word_count(body))
        for n, body in enumerate(texts, 1)
    ]
    session.add(version)
    session.flush()
    asset.current = version
    session.commit()
    return asset


def an_account(owner: User, name: str = "Great Auk Freight", departments: tuple[str, ...] = ()) -> Account:
    account = Account(name=name, owner_id=owner.id, created_at=NOW)
    account.departments = [Department(name=each, position=i) for i, each in enumerate(departments)]
    session.add(account)
    session.commit()
    return account


def a_person(account: Account, name: str | None = None, **values: object) -> Stakeholder:
    number = next(_number)
    called = name or f"Person {number}"
    values.setdefault("email", f"person{number}@buyer.example")
    person = Stakeholder(account_id=account.id, name=called, created_at=NOW, **values)
    session.add(person)
    session.commit()
    return person


def a_link(
    person: Stakeholder, asset: Asset, sender: User, *, at: datetime = NOW, secret: str | None = None
) -> tuple[TrackedLink, str]:
    """A link as a finished send leaves it, and its token (derived as the app derives it)."""
    from tests.conftest import SECRET

    send = Send(
        account_id=person.account_id, sender_id=sender.id, channel="mail", subject="The figures", message="Hello",
        created_at=at,
    )  # fmt: skip
    delivery = Delivery(send=send, stakeholder_id=person.id, state=SENT, sent_at=at)
    session.add_all([send, delivery])
    session.flush()
    nonce = tokens.secret()
    token = tokens.derive(secret or SECRET, "link", nonce)
    version = asset.current
    assert version is not None
    link = TrackedLink(
        nonce=nonce, token_hash=tokens.fingerprint(token), delivery_id=delivery.id, stakeholder_id=person.id,
        asset_id=asset.id, version_id=version.id, allow_download=True, expires_at=at + timedelta(days=60),
        created_at=at,
    )  # fmt: skip
    session.add(link)
    session.commit()
    return link, token
