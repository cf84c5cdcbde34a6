"""Bringing a piece that was imported into the state its file says, as far as it may come there."""

from datetime import datetime

from app.auth.models import User
from app.core.errors import Refused
from app.exchange.front_matter import Matter
from app.exchange.import_words import Words
from app.library import publishing, reviewing
from app.library.models import DRAFT, IN_REVIEW, RETIRED, Asset


def settle(user: User, asset: Asset, matter: Matter, words: Words, at: datetime) -> None:
    """Publishes, retires or puts it before its reviewers; what stands in the way becomes a note."""
    if matter.state == IN_REVIEW:
        _ask(user, asset, matter, words, at)
    elif matter.state != DRAFT:
        _publish(user, asset, matter, at)


def _ask(user: User, asset: Asset, matter: Matter, words: Words, at: datetime) -> None:
    if asset.state != DRAFT:
        return
    reviewers = words.people(matter.reviewers, matter)
    if reviewers:
        reviewing.ask(user, asset, reviewers, at)
    else:
        matter.notes.append("nobody here is named as its reviewer, so it is a draft")


def _publish(user: User, asset: Asset, matter: Matter, at: datetime) -> None:
    if asset.state == RETIRED:
        if matter.state != RETIRED:
            matter.notes.append("it is retired here and stays so")
        return
    try:
        publishing.publish(user, asset, at)
    except Refused as refusal:
        matter.notes.append(f"it is not published: {refusal.reason}")
        return
    if matter.state == RETIRED:
        publishing.retire(user, asset, at)
        asset.retired_at = matter.retired if matter.retired and matter.retired < at else at
    if matter.published is not None and matter.published < at:
        asset.published_at = matter.published
        if asset.current is not None:
            asset.current.published_at = matter.published
