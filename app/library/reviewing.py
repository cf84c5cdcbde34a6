"""Reviews: who was asked to look at a piece before it goes out, and what they said of its newest version."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core import jobs, text
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import announce
from app.library.announcements import AssetChanged
from app.library.answers import ANSWERED
from app.library.models import DRAFT, IN_REVIEW, RETIRED, Asset, Review, Version
from app.library.queries import latest_version

ASK = "library.review_asked"
ASKED, APPROVED, CHANGES = "asked", "approved", "changes"
MOST_REVIEWERS = 20
WORDS_LIMIT = 500
# Somebody who saves three times in a minute asks once.
PAUSE = timedelta(minutes=2)


def reviews_of(asset: Asset) -> list[Review]:
    """The reviews of a piece with who gives them, in the order they were asked."""
    wanted = select(Review).where(Review.asset_id == asset.id).options(joinedload(Review.reviewer))
    return list(session.scalars(wanted.order_by(Review.id)))


def asked_of(user: User) -> list[Review]:
    """What waits for this user's word, the longest waiting first."""
    waiting = (
        select(Review)
        .join(Asset, Asset.id == Review.asset_id)
        .where(Review.reviewer_id == user.id, Review.verdict == ASKED)
        .where(Asset.trashed_at.is_(None), Asset.state != RETIRED)
        .options(joinedload(Review.asset).joinedload(Asset.owner), joinedload(Review.version))
    )
    return list(session.scalars(waiting.order_by(Review.asked_at, Review.id)))


def ask(user: User, asset: Asset, reviewers: Sequence[User], at: datetime) -> None:
    """Puts the newest version before these people and nobody else. Who has approved it already is not asked again.

    Raises Refused.
    """
    version = _newest(asset)
    chosen = list({each.id: each for each in reviewers}.values())
    if any(not each.is_active or not may(each, "library.read") for each in chosen):
        raise Refused("Somebody you chose cannot sign in any more.", "reviewer")
    if len(chosen) > MOST_REVIEWERS:
        raise Refused(f"At most {MOST_REVIEWERS} people review one piece.", "reviewer")
    # Two who ask at once come one after the other, and nobody is asked twice.
    session.execute(select(Asset.id).where(Asset.id == asset.id).with_for_update())
    known = {review.reviewer_id: review for review in reviews_of(asset)}
    for reviewer_id, review in known.items():
        if reviewer_id not in {each.id for each in chosen}:
            session.delete(review)
    for each in chosen:
        review = known.get(each.id) or Review(asset_id=asset.id, reviewer_id=each.id, asked_at=at, verdict="")
        if not _approves(review, version):
            _put(review, version, at, at)
    _settle(asset, bool(chosen), at)
    record(user, "ask_review", asset, asset.title, at, version=version.number, of=[each.name for each in chosen])


def ask_again(asset: Asset, version: Version, at: datetime) -> None:
    """A new version, or new words in one nobody has published: what was said of the last no longer counts."""
    found = reviews_of(asset)
    for review in found:
        _put(review, version, at, at + PAUSE)
    _settle(asset, bool(found), at)


def answer(user: User, asset: Asset, verdict: str, words: str, seen: str, at: datetime) -> None:
    """Approves the newest version, or asks for changes in words. `seen` is the fingerprint of what was read.

    Raises NotFound for who was not asked, Refused.
    """
    mine = select(Review).where(Review.asset_id == asset.id, Review.reviewer_id == user.id).with_for_update()
    review = session.scalar(mine.execution_options(populate_existing=True))
    if review is None:
        raise NotFound
    said = text.tidy(words, WORDS_LIMIT + 1)
    if verdict not in (APPROVED, CHANGES):
        raise Refused("Approve it, or ask for changes.", "verdict")
    if verdict == CHANGES and not said:
        raise Refused("Say what should change.", "words")
    if len(said) > WORDS_LIMIT:
        raise Refused(f"Keep it to {WORDS_LIMIT} characters.", "words")
    version = _newest(asset)
    if seen != version.content_hash:
        raise Refused("It has changed while you were reading. Look at the newest version first.", "words")
    review.verdict, review.words, review.version, review.answered_at = verdict, said, version, at
    asset.updated_at = at
    record(user, "approve" if verdict == APPROVED else "want_changes", asset, asset.title, at,
           version=version.number, words=said)  # fmt: skip
    jobs.enqueue(ANSWERED, {"review_id": review.id}, at, dedupe_key=f"answer-{review.id}")
    announce(AssetChanged(asset.id))


def missing(asset: Asset, version: Version) -> list[str]:
    """The names of those who were asked and have not approved this version."""
    return [
        review.reviewer.name
        for review in reviews_of(asset)
        if review.reviewer.is_active and not _approves(review, version)
    ]


def check(user: User | None, asset: Asset, version: Version, *, over: bool = False) -> list[str]:
    """Whose missing approval is gone over; empty when nobody's is missing. Raises Refused, naming them."""
    names = missing(asset, version)
    if names and not (over and user is not None and may(user, "library.publish_over_reviews")):
        raise Refused(f"{_listed(names)} not approved version {version.number} yet.")
    return names


def _approves(review: Review, version: Version) -> bool:
    """Whether these very words were approved: a draft may have been rewritten in place since."""
    said_at = review.answered_at
    is_of_it = review.verdict == APPROVED and review.version_id == version.id
    return is_of_it and said_at is not None and said_at >= version.created_at


def _listed(names: list[str]) -> str:
    return f"{names[0]} has" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} have"


def _newest(asset: Asset) -> Version:
    version = latest_version(asset)
    if version is None or asset.trashed_at is not None:
        raise Refused("There is nothing to review.")
    return version


def _put(review: Review, version: Version, at: datetime, mail_at: datetime) -> None:
    review.verdict, review.version_id, review.words = ASKED, version.id, ""
    review.asked_at, review.answered_at = at, None
    session.add(review)
    session.flush()
    jobs.enqueue(ASK, {"review_id": review.id}, mail_at, dedupe_key=str(review.id))


def _settle(asset: Asset, is_reviewed: bool, at: datetime) -> None:
    """A draft that somebody is asked about is in review; one in use stays in use."""
    if asset.state in (DRAFT, IN_REVIEW):
        asset.state = IN_REVIEW if is_reviewed else DRAFT
    asset.updated_at = at
    session.flush()
    session.expire(asset, ["reviews"])
    announce(AssetChanged(asset.id))
