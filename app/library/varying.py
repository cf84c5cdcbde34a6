"""Variants: a copy of a piece made for one account, which shows when its master moved on (row 51).

A rep edits the variants they made and asks marketing to publish each text; what goes out was seen by who publishes.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import may_change, may_see
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.auth.queries import all_users
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import reviewing, undoing
from app.library.announcements import AssetChanged
from app.library.facts import NOTE_LIMIT, Facts
from app.library.models import DRAFT, IN_REVIEW, PUBLISHED, Asset, AssetClaim, Version
from app.library.queries import latest_version
from app.library.restoring import copy_onto

TITLE_LIMIT = 200
_FACTS = (
    "summary", "format", "audience", "use_when", "say", "provenance", "source_name", "source_on", "review_by",
    "expires_on",
)  # fmt: skip
_OTHER = ("title", "terms", "bait", "note", "claims")


def why_not_variant(asset: Asset, at: datetime) -> str | None:
    """Why no copy for an account is made of a piece, or None when one may be."""
    if asset.is_variant:
        return "It is a copy for an account itself. Make one of its master."
    return asset.why_not_sendable(at)


def may_vary_for(user: User, account: Account) -> bool:
    """Who sends to the account, and who publishes and sees it."""
    if may(user, "library.publish") and may_see(user, account):
        return True
    return may(user, "sending.send") and may_change(user, account)


def make_variant(user: User, master: Asset, account: Account, at: datetime) -> Asset:
    """A draft with the master's facts and a copy of its current content, for one account. Raises Refused.

    Files are the same stored ones. Signatures under the master's claims are not taken along: they were given for its
    words, and these will differ.
    """
    why = why_not_variant(master, at)
    if why is not None:
        raise Refused(why)
    if not may_vary_for(user, account):
        raise Refused(f"Only who sends to {account.name}, or marketing, makes a copy for it.", "account")
    assert master.current is not None
    variant = Asset(
        title=_title(master, account), state=DRAFT, owner=user, account=account, master=master,
        master_version=master.current, created_at=at, updated_at=at, terms=list(master.terms), bait=list(master.bait),
        **{name: getattr(master, name) for name in _FACTS},
    )  # fmt: skip
    variant.claims = [AssetClaim(claim_id=each.claim_id, revision=each.revision) for each in master.claims]
    session.add(variant)
    session.flush()
    _copy(master.current, variant, user, at)
    record(user, "make_variant", variant, variant.title, at, master=master.title, version=master.current.number)
    announce(AssetChanged(variant.id))
    return variant


def owns_text(user: User, asset: Asset) -> bool:
    """Whether a rep writes in it: their own piece while it is a draft, and their own variant for good."""
    open_to_owner = asset.is_variant or asset.state in (DRAFT, IN_REVIEW)
    return asset.owner_id == user.id and asset.trashed_at is None and open_to_owner


def ask_for_publishing(user: User, asset: Asset, at: datetime) -> User:
    """Puts the newest text before marketing: the master's owner, else the first who publishes. Raises Refused."""
    version = latest_version(asset)
    if version is None or not version.is_ready:
        raise Refused("Its pages are not ready yet.")
    if asset.state == PUBLISHED and asset.current_version_id == version.id:
        raise Refused("This text is published already.")
    reader = _publisher_of(asset)
    if reader is None:
        raise Refused("Nobody here publishes yet. Ask an admin to make somebody a marketer.")
    # Whom marketing has asked stays asked: the person who wrote it must not take their say away.
    asked = [each.reviewer for each in reviewing.reviews_of(asset) if each.reviewer.is_active]
    reviewing.ask(user, asset, [*asked, reader], at)
    return reader


def facts_of(asset: Asset, title: str) -> Facts:
    """Everything that is said of a piece as it is, under this title. Raises Refused for a title that cannot be.

    The title of a piece in use stays: buyers read it, and nobody who publishes has seen another.
    """
    called = Facts.clean(title=title).title if asset.state in (DRAFT, IN_REVIEW) else asset.title
    same = {each.name: getattr(asset, each.name) for each in fields(Facts) if each.name not in _OTHER}
    return Facts(**{**same, "title": called, "terms": tuple(asset.terms), "bait": tuple(asset.bait)})


def has_moved_on(variant: Asset) -> bool:
    """Whether the master shows another version than the one that was copied or looked at last."""
    master = variant.master
    if master is None or master.trashed_at is not None:
        return False
    return master.current_version_id != variant.master_version_id


def may_follow(user: User, variant: Asset) -> bool:
    """Who decides what becomes of a variant when its master moves on."""
    return may(user, "library.publish") or owns_text(user, variant)


def take_over(user: User, variant: Asset, at: datetime) -> Version:
    """The master's text as the variant's next draft. Raises Refused when there is nothing new."""
    master = _moved_master(user, variant)
    assert master.current is not None
    before = undoing.snapshot(variant, versions=True)
    version = _copy(master.current, variant, user, at)
    # Whoever approved the text before has not read this one.
    reviewing.ask_again(variant, version, at)
    variant.master_version, variant.updated_at, variant.edits = master.current, at, variant.edits + 1
    undoing.note(user, "take_over", variant, before, at, version=master.current.number)
    announce(AssetChanged(variant.id))
    return version


def keep_mine(user: User, variant: Asset, at: datetime) -> None:
    """Leaves the variant as it is: somebody has looked at what changed. Raises Refused when there is nothing new."""
    master = _moved_master(user, variant)
    assert master.current is not None
    was, before = variant.master_version, undoing.snapshot(variant)
    variant.master_version, variant.updated_at = master.current, at
    numbers = {"was": was.number if was else None, "now": master.current.number}
    undoing.note(user, "keep_mine", variant, before, at, **numbers)


def _moved_master(user: User, variant: Asset) -> Asset:
    if not may_follow(user, variant):
        raise Refused("Only who made it, or marketing, decides that.")
    # One decision at a time: two clicks must not make two versions.
    session.execute(select(Asset.id).where(Asset.id == variant.id).with_for_update())
    session.refresh(variant, ["master_version_id"])
    if variant.master is None or variant.master.current is None or not has_moved_on(variant):
        raise Refused("Its master has not changed since.")
    return variant.master


def _copy(version: Version, target: Asset, user: User, at: datetime) -> Version:
    name = target.master.title if target.master is not None else ""
    return copy_onto(target, version, user, at, f"From version {version.number} of {name}"[:NOTE_LIMIT])


def _title(master: Asset, account: Account) -> str:
    room = TITLE_LIMIT - len(account.name) - 2
    return f"{master.title[:room].rstrip()}, {account.name}" if room > 20 else master.title


def _publisher_of(asset: Asset) -> User | None:
    owner = asset.master.owner if asset.master is not None else None
    if owner is not None and owner.is_active and may(owner, "library.publish"):
        return owner
    publishers: Sequence[User] = [each for each in all_users() if each.is_active and may(each, "library.publish")]
    # Marketers before admins, who do it only where there is nobody else.
    return next(iter(sorted(publishers, key=lambda each: "marketer" not in each.roles)), None)
