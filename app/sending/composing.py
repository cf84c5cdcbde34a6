"""Sending: a message and items become one delivery a person and one tracked link a person and item."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core import jobs, text, tokens
from app.core.db import session
from app.library.models import Asset
from app.sending import links, wording
from app.sending.checking import MAIL, Draft, refusals
from app.sending.models import COPIED, QUEUED, Delivery, Send, TrackedLink

DELIVER = "sending.deliver"


def send(
    user: User,
    account: Account,
    people: Sequence[Stakeholder],
    assets: Sequence[Asset],
    *,
    subject: str,
    message: str,
    allow_download: bool,
    expires_at: datetime | None,
    channel: str,
    form_key: str | None,
    at: datetime,
    follows: bool = False,
) -> Send:
    """The send, its mail queued in this transaction; the same form posted again gives the same send. Raises Refused.

    Links that `follow` show whichever version is in use when they are opened; the others stay on today's.
    """
    draft = Draft(
        account,
        list(dict.fromkeys(people)),
        list(dict.fromkeys(assets)),
        subject,
        wording.lines_of(message),
        allow_download,
        expires_at,
        channel,
        follows,
    )
    for refusal in refusals(user, draft, at):
        raise refusal
    key = _key(user, draft, form_key)
    return _find(key) or _store(user, draft, key, at)


def _key(user: User, draft: Draft, form_key: str | None) -> str | None:
    """One form with one content. Changed and posted again it is another send, so that nothing typed is lost."""
    if not form_key:
        return None
    people = ",".join(sorted(person.public_id for person in draft.people))
    items = ",".join(asset.public_id for asset in draft.assets)
    parts = (form_key, str(user.id), draft.channel, people, items, draft.subject, draft.message)
    return tokens.fingerprint("\x00".join(parts))


def _find(key: str | None) -> Send | None:
    return None if key is None else session.scalar(select(Send).where(Send.form_key == key))


def _store(user: User, draft: Draft, key: str | None, at: datetime) -> Send:
    made = Send(
        account=draft.account,
        sender=user,
        channel=draft.channel,
        subject=text.one_line(draft.subject),
        message=text.tidy(draft.message),
        form_key=key,
        created_at=at,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # The same form arrived twice at once and the other was faster.
        twin = _find(key)
        if twin is None:
            raise
        return twin
    made.deliveries = [_delivery(draft, person, at) for person in draft.people]
    session.flush()
    for delivery in made.deliveries if draft.channel == MAIL else ():
        jobs.enqueue(DELIVER, {"delivery_id": delivery.id}, at, dedupe_key=str(delivery.id))
    return made


def _delivery(draft: Draft, person: Stakeholder, at: datetime) -> Delivery:
    name = tokens.public_id()
    is_mail = draft.channel == MAIL
    return Delivery(
        public_id=name,
        stakeholder=person,
        state=QUEUED if is_mail else COPIED,
        # Fixed before the first attempt: should a crash send it twice, the reader's mail program sees one message.
        message_id=f"<{name}.{tokens.public_id()}@{links.host()}>" if is_mail else None,
        sent_at=None if is_mail else at,
        links=[_link(draft, person, asset, at) for asset in draft.assets],
    )


def _link(draft: Draft, person: Stakeholder, asset: Asset, at: datetime) -> TrackedLink:
    return links.sign(
        TrackedLink(
            stakeholder=person,
            asset=asset,
            version=asset.current,
            follows=draft.follows,
            allow_download=draft.allow_download,
            expires_at=draft.expires_at,
            created_at=at,
        )
    )
