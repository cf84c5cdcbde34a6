"""What may be sent, to whom and how: every reason against a send, each beside the field it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Account, Stakeholder
from app.accounts.queries import may_change
from app.auth.models import User
from app.auth.permissions import may
from app.core.errors import Refused
from app.core.letters import header_problem
from app.library.models import Asset
from app.library.replacing import instead_of
from app.sending import wording

MAIL, LINKS = "mail", "links"
CHANNELS = (MAIL, LINKS)
MOST_PEOPLE = 50
MOST_ITEMS = 20
LONGEST_SUBJECT = 200
LONGEST_MESSAGE = 10_000


@dataclass(frozen=True)
class Draft:
    """A send as it was put together, before anything is stored. Links that `follow` show the version in use."""

    account: Account
    people: Sequence[Stakeholder]
    assets: Sequence[Asset]
    subject: str
    message: str
    allow_download: bool
    expires_at: datetime | None
    channel: str
    follows: bool = False


def refusals(user: User, draft: Draft, at: datetime) -> list[Refused]:
    """Everything that stands against sending `draft`; empty when it may go."""
    found = [*_rights(user, draft), *_people(draft), *_items(draft, at)]
    if draft.channel == MAIL or draft.subject:
        found += _subject(draft)
    if draft.channel == MAIL or draft.message:
        found += _message(draft)
    if draft.expires_at is not None and draft.expires_at <= at:
        found.append(Refused("Choose a day in the future.", "expires"))
    if draft.channel not in CHANNELS:
        found.append(Refused("Send by mail, or copy the links."))
    return found


def _rights(user: User, draft: Draft) -> list[Refused]:
    if may(user, "sending.send") and may_change(user, draft.account):
        return []
    return [Refused(f"Only {draft.account.owner.name} or a manager sends to {draft.account.name}.")]


def _people(draft: Draft) -> list[Refused]:
    if not draft.people:
        return [Refused("Choose who gets it.", "to")]
    if len(draft.people) > MOST_PEOPLE:
        return [Refused(f"At most {MOST_PEOPLE} people in one send.", "to")]
    if any(person.account_id != draft.account.id for person in draft.people):
        return [Refused(f"Somebody you chose is not at {draft.account.name}.", "to")]
    if draft.channel != MAIL:
        return []
    return [
        Refused(f"{person.name} has no e-mail address. Add one, or copy the links instead.", "to")
        for person in draft.people
        if not person.email
    ]


def _items(draft: Draft, at: datetime) -> list[Refused]:
    if not draft.assets:
        return [Refused("Choose something to send.", "item")]
    if len(draft.assets) > MOST_ITEMS:
        return [Refused(f"At most {MOST_ITEMS} pieces in one send.", "item")]
    reasons = ((asset.title, why_and_instead(asset, draft.account, at)) for asset in draft.assets)
    return [Refused(f"“{title}” cannot be sent. {why}", "item") for title, why in reasons if why is not None]


def why_not_to(asset: Asset, account: Account, at: datetime) -> str | None:
    """Why this piece does not go to this account, or None when it may."""
    if asset.account_id not in (None, account.id):
        return "It was made for another account."
    return asset.why_not_sendable(at)


def why_and_instead(asset: Asset, account: Account, at: datetime) -> str | None:
    """The same, and what to send in its place where a piece is named that replaces it."""
    why = why_not_to(asset, account, at)
    return None if why is None else f"{why} {instead_of(asset)}".rstrip()


def _subject(draft: Draft) -> list[Refused]:
    if not draft.subject.strip():
        return [Refused("Write a subject.", "subject")]
    if len(draft.subject) > LONGEST_SUBJECT:
        return [Refused(f"Use at most {LONGEST_SUBJECT} characters.", "subject")]
    problem = next(filter(None, (header_problem(each) for each in _filled(draft.subject, draft.people))), None)
    return [Refused(problem, "subject")] if problem else _fields(draft.subject, "subject")


def _message(draft: Draft) -> list[Refused]:
    if not draft.message.strip():
        return [Refused("Write a message.", "message")]
    if len(draft.message) > LONGEST_MESSAGE:
        return [Refused(f"Use at most {LONGEST_MESSAGE:,} characters. This has {len(draft.message):,}.", "message")]
    return _fields(draft.message, "message")


def _fields(typed: str, field: str) -> list[Refused]:
    unknown = wording.unknown_fields(typed)
    if not unknown:
        return []
    return [Refused(f"{', '.join(unknown[:3])} cannot be filled in. Only {{first name}} can.", field)]


def _filled(typed: str, people: Sequence[Stakeholder]) -> list[str]:
    return [typed, *(wording.fill(typed, person) for person in people)]
