"""One function per e-mail the app sends; the words are in templates/emails/."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import structlog
from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.auth.joining import INVITATION_LIFE
from app.auth.models import User
from app.core import clock, letters, mail, tokens
from app.core.db import reading, session
from app.core.errors import Refused
from app.library import answers, expiring
from app.library.lengths import length_of
from app.library.models import Asset, Review
from app.library.reviewing import APPROVED, ASKED
from app.sending import delivering, links, wording
from app.sending.models import Delivery, TrackedLink

log = structlog.get_logger()

_env = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Nothing is fetched while a message is made: its styles are in the template.
_inliner = CSSInliner(load_remote_stylesheets=False)


def share(delivery_id: int, at: datetime) -> None:
    """Sends one person their links and notes how it went. Never raises: one bad message must not stop the others."""
    delivery = delivering.begin(delivery_id, at)
    if delivery is None:
        return
    try:
        message = _letter(delivery, at)
        # The read ends here: no transaction stays open while the mail server takes its time.
        session.remove()
        mail.transport().send(message)
    except (Refused, mail.Refusal) as refusal:
        delivering.mark_failed(delivery, str(refusal))
    except mail.Unavailable as error:
        delivering.put_back(delivery, str(error), at, may_have_arrived=error.may_have_arrived)
    except Exception:
        log.exception("message_failed", delivery=delivery_id)
        delivering.put_back(delivery, "Something went wrong on our side", at)
    else:
        delivering.mark_sent(delivery, at)


def invite(user: User, token: str) -> None:
    """Sends the link by which `user` chooses a password. Raises Refused, Refusal or Unavailable."""
    sender = mail.sender()
    words = {
        "user": user,
        "workspace": sender.display_name or "Rapport",
        "url": invitation_url(token),
        "days": INVITATION_LIFE.days,
    }
    to = letters.address(user.name, user.email)
    name = f"<invitation.{tokens.public_id()}@{links.host()}>"
    mail.transport().send(_written("invite", words, sender, to, name, clock.now()))


def try_invite(user: User, token: str) -> bool:
    """The same; False when it could not be sent now, and the link must be handed over by other means."""
    try:
        invite(user, token)
    except (Refused, mail.Refusal, mail.Unavailable) as error:
        log.warning("invitation_not_mailed", user=user.public_id, reason=str(error))
        return False
    return True


def ask_review(review_id: int, at: datetime) -> None:
    """Tells a reviewer what waits for their word; nothing when it waits no more. Raises Unavailable."""
    with reading():
        review = session.get(Review, review_id)
        if review is None or review.verdict != ASKED or review.asset.trashed_at is not None:
            return
        number = review.version.number if review.version else 1
        url = links.address(f"/library/{review.asset.public_id}?version={number}")
        words = {"title": review.asset.title, "version": number, "url": url, "user": review.reviewer}
        to, name = review.reviewer, f"review.{review.public_id}.{int(review.asked_at.timestamp())}"
        _to_one_of_us("review_asked", words, to, name, at)


def tell_answer(review_id: int, at: datetime) -> None:
    """Tells whoever asked what a reviewer said; nothing when that was asked anew meanwhile. Raises Unavailable."""
    with reading():
        review = session.get(Review, review_id)
        if review is None or review.verdict == ASKED or review.answered_at is None:
            return
        asker, asset = answers.asker_of(review.asset), review.asset
        if asker is None or asker.id == review.reviewer_id or asset.trashed_at is not None:
            return
        words = {"title": asset.title, "version": review.version.number if review.version else 1, "user": asker,
                 "reviewer": review.reviewer, "approved": review.verdict == APPROVED, "said": review.words,
                 "url": links.address(f"/library/{asset.public_id}#review")}  # fmt: skip
        name = f"answer.{review.public_id}.{int(review.answered_at.timestamp())}"
        _to_one_of_us("review_answered", words, asker, name, at)


def remind(asset_id: int, at: datetime) -> None:
    """Tells the owner of a piece that it should be checked again. Raises Unavailable."""
    with reading():
        asset = session.get(Asset, asset_id)
        if asset is None or asset.owner is None or not expiring.is_due(asset, at) or asset.review_by is None:
            return
        by = f"{asset.review_by.day} {asset.review_by:%B %Y}"
        words = {"title": asset.title, "by": by, "user": asset.owner, "months": expiring.MONTHS,
                 "url": links.address(f"/library/{asset.public_id}")}  # fmt: skip
        _to_one_of_us("review_due", words, asset.owner, f"due.{asset.public_id}.{asset.review_by:%Y%m%d}", at)


def _to_one_of_us(name: str, words: dict[str, object], user: User, message_id: str, at: datetime) -> None:
    """Sends it, unless this user cannot be written to; the read ends before the mail server takes its time."""
    if not user.is_active:
        return
    sender = mail.sender()
    words["workspace"] = sender.display_name or "Rapport"
    to = letters.address(user.name, user.email)
    message = _written(name, words, sender, to, f"<{message_id}@{links.host()}>", at)
    session.remove()
    try:
        mail.transport().send(message)
    except (Refused, mail.Refusal) as error:
        log.warning("not_mailed", mail=name, user=user.public_id, reason=str(error))


def invitation_url(token: str) -> str:
    """Where an invited person chooses a password."""
    return links.address(f"/invitations/{token}")


def _letter(delivery: Delivery, at: datetime) -> EmailMessage:
    """The message of one delivery. Raises Refused when it cannot or must not go out."""
    # A piece that became internal or was thrown away while its mail waited must not be named outside.
    live = [link for link in delivery.links if link.is_live(at) and not link.asset.is_withheld]
    if not live:
        raise Refused("Its links stopped working before it was sent.")
    send, person = delivery.send, delivery.stakeholder
    words = {
        "subject": wording.fill(send.subject, person),
        "paragraphs": wording.paragraphs(wording.fill(send.message, person)),
        "items": [_item(each) for each in live],
        "sender": send.sender,
    }
    author = letters.address(send.sender.name, send.sender.email)
    to = letters.address(person.name, person.email or "")
    return _written("share", words, mail.sender(), to, delivery.message_id or "", at, author)


def _item(link: TrackedLink) -> dict[str, str]:
    return {"title": link.asset.title, "note": length_of(link.version), "url": links.url_of(link)}


def _written(
    name: str,
    words: dict[str, object],
    sender: Address,
    to: Address,
    message_id: str,
    at: datetime,
    author: Address | None = None,
) -> EmailMessage:
    return letters.build(
        sender=sender,
        author=author,
        to=to,
        subject=_env.get_template(f"emails/{name}/subject.txt").render(words),
        plain=_env.get_template(f"emails/{name}/body.txt").render(words) + "\n",
        html=_inliner.inline(_env.get_template(f"emails/{name}/body.html").render(words)),
        message_id=message_id,
        at=at,
    )
