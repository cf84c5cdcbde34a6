"""What the page of a piece says of its life: where it stands, who reviews it, what was done to it, what comes next."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from app.audit import wording
from app.audit.models import AuditEntry
from app.audit.queries import entries_of
from app.auth.models import User
from app.auth.permissions import may
from app.auth.queries import active_users
from app.library import expiring, replacing, reviewing, undoing
from app.library.models import PUBLISHED, RETIRED, Asset, Review, Version
from app.library.queries import reads_drafts_of
from app.library.standing import standing_of
from app.sending.holding import Holders, holders_for
from app.web.jinja import ago, day, plural

# What everybody may know of a piece; the rest of its history is for those who read its drafts.
_OPEN_ACTS = frozenset({"publish", "retire", "replace", "still_right", "expire", "restore"})
_VERDICTS = {
    reviewing.ASKED: ("Asked", "quiet"),
    reviewing.APPROVED: ("Approved", "ok"),
    reviewing.CHANGES: ("Wants changes", "warn"),
}


@dataclass(frozen=True)
class Life:
    """For the templates. `mine` is this user's own review while one is due; `lacking` names missing approvals."""

    standing: tuple[str, str]
    newest: Version
    reviews: list[Review]
    mine: Review | None
    lacking: list[str]
    people: list[User]
    is_due: bool
    may_check: bool
    replacement: Asset | None
    offered: list[Asset]
    holders: dict[int, Holders]
    history: list[dict[str, Any]]
    verdicts: dict[str, tuple[str, str]] = field(default_factory=lambda: _VERDICTS)

    def verdict_of(self, review: Review) -> tuple[str, str]:
        """What a reviewer said of the newest version; an older word counts as asked."""
        is_of_newest = review.version_id == self.newest.id
        return _VERDICTS[review.verdict if is_of_newest else reviewing.ASKED]


def life_of(user: User, asset: Asset, newest: Version, at: datetime, typed: str = "") -> Life:
    """`typed` narrows the pieces offered as the replacement of a retired one."""
    publishes, reads_drafts = may(user, "library.publish"), reads_drafts_of(user, asset)
    reviews = reviewing.reviews_of(asset) if reads_drafts else []
    is_over = asset.state == RETIRED or asset.is_expired(at)
    other = asset.replaced_by if asset.replaced_by_id is not None else None
    return Life(
        standing=standing_of(asset, at),
        newest=newest,
        reviews=reviews,
        mine=next((each for each in reviews if each.reviewer_id == user.id), None),
        lacking=reviewing.missing(asset, newest) if reviews else [],
        people=active_users() if publishes else [],
        is_due=expiring.is_due(asset, at),
        may_check=expiring.may_check(user, asset),
        replacement=other if other is not None and _is_seen(other, publishes) else None,
        offered=replacing.offered_for(user, asset, typed) if publishes and is_over else [],
        holders=holders_for(user, asset, at),
        history=_history(asset, at, reads_drafts=reads_drafts, publishes=publishes),
    )


def dates_of(asset: Asset, at: datetime) -> list[str]:
    """What its dates come to, in sentences."""
    said = []
    if asset.review_by is not None and asset.state == PUBLISHED:
        is_late = asset.review_by < at.date()
        said.append(f"{'Should have been checked' if is_late else 'Check again'} by {_said(asset.review_by, at)}.")
    if asset.expires_on is not None:
        word = "Could be sent until" if asset.is_expired(at) else "May be sent until"
        said.append(f"{word} {_said(asset.expires_on, at)}.")
    return said


def _is_seen(other: Asset, publishes: bool) -> bool:
    return other.trashed_at is None and (publishes or other.state in (PUBLISHED, RETIRED))


def _said(value: date, at: datetime) -> str:
    return f"{value.day} {value:%B}" if value.year == at.year else f"{value.day} {value:%B %Y}"


def _history(asset: Asset, at: datetime, *, reads_drafts: bool, publishes: bool) -> list[dict[str, Any]]:
    """Rows of the `timeline` component, newest first."""
    entries = [each for each in entries_of(asset) if reads_drafts or each.act in _OPEN_ACTS]
    return [_row(entry, can_undo=publishes and undoing.can_undo(entry, at)) for entry in entries]


def _row(entry: AuditEntry, *, can_undo: bool) -> dict[str, Any]:
    who = entry.actor.name if entry.actor else "Rapport"
    undone = Markup(' <span class="meta">undone</span>') if entry.undone_at else ""
    return {
        "when": ago(entry.at) if entry.at else day(entry.at),
        "when_iso": entry.at.isoformat(timespec="seconds"),
        "text": Markup("<b>{}</b> {}{}").format(who, wording.words_of(entry), undone),
        "undo": url_for("library.undo", public_id=entry.public_id) if can_undo else "",
    }


def holders_said(found: Holders) -> Markup:
    """3 people hold it: Bea Baker at Fernholt Foods; 2 on accounts you do not see."""
    said = escape(plural(found.people, "person holds it", "people hold it"))
    seen = [
        Markup('{} at <a href="{}">{}</a>').format(person, url_for("accounts.show", public_id=account), name)
        for account, name, person in found.named[:6]
    ]
    if more := len(found.named) - len(seen):
        seen.append(escape(f"{more} more"))
    if found.others:
        seen.append(escape(f"{found.others} on accounts you do not see"))
    return said + ": " + Markup(", ").join(seen) + "." if seen else said + "."
