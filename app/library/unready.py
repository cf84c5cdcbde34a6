"""Drafts that wait: what each still lacks, and how far its preparation is."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.auth.models import User
from app.core.db import session
from app.library import readiness
from app.library.models import DRAFT, INTERNAL, Asset, Version, asset_term
from app.library.queries import assets_for, seen_by
from app.library.readiness import Missing, Said
from app.vocabulary.models import Term

ALL, LACKING, READY, FAILED = "all", "lacking", "ready", "failed"


@dataclass(frozen=True)
class Waiting:
    """A draft with its newest version and what it lacks."""

    asset: Asset
    version: Version | None
    missing: list[Missing]

    @property
    def is_ready(self) -> bool:
        """Whether it may be published as it is: its pages are there, and a rep would find it."""
        return self.version is not None and self.version.is_ready and not readiness.lacks_needed(self.missing)


@dataclass(frozen=True)
class _Light:
    """A draft without its rows, so that a thousand can be sorted."""

    id: int
    state: str | None
    missing: list[Missing]

    def is_in(self, group: str) -> bool:
        lacks = readiness.lacks_needed(self.missing)
        if group == LACKING:
            return lacks
        if group == READY:
            return self.state == "ready" and not lacks
        return group == ALL or self.state == "failed"


@dataclass(frozen=True)
class Queue:
    """One page of the drafts of a group, the newest first, and how many each group has."""

    waiting: list[Waiting]
    counts: dict[str, int]
    total: int


def queue_for(user: User, group: str, start: int, length: int) -> Queue:
    """The drafts this user may see, in a number of queries that does not depend on theirs."""
    light = _light(user)
    counts = {each: sum(one.is_in(each) for one in light) for each in (ALL, LACKING, READY, FAILED)}
    chosen = [one for one in light if one.is_in(group)]
    page = chosen[start : start + length]
    assets, newest = assets_for(user, [one.id for one in page]), newest_versions(one.id for one in page)
    waiting = [Waiting(assets[one.id], newest.get(one.id), one.missing) for one in page if one.id in assets]
    return Queue(waiting, counts, len(chosen))


def waiting_of(assets: Iterable[Asset]) -> list[Waiting]:
    """The same for pieces that are at hand."""
    found = list(assets)
    newest = newest_versions(asset.id for asset in found)
    return [Waiting(asset, newest.get(asset.id), readiness.missing(asset)) for asset in found]


def newest_versions(asset_ids: Iterable[int]) -> dict[int, Version]:
    """The newest version of each piece, with its author."""
    last = _last_numbers().where(Version.asset_id.in_(list(asset_ids))).subquery()
    wanted = select(Version).join(last, (Version.asset_id == last.c.asset_id) & (Version.number == last.c.number))
    return {version.asset_id: version for version in session.scalars(wanted.options(joinedload(Version.author)))}


def _light(user: User) -> list[_Light]:
    drafts = (Asset.state == DRAFT, seen_by(user))
    last = _last_numbers().subquery()
    rows = session.execute(
        select(
            Asset.id, Asset.title, Asset.summary, Asset.use_when, Asset.say, Asset.audience, Asset.owner_id,
            Version.state,
        )
        .outerjoin(last, last.c.asset_id == Asset.id)
        .outerjoin(Version, (Version.asset_id == Asset.id) & (Version.number == last.c.number))
        .where(*drafts)
        .order_by(Asset.id.desc())
    ).all()  # fmt: skip
    lists: dict[int, set[str]] = {}
    tagged = select(asset_term.c.asset_id, Term.facet).join(Term, Term.id == asset_term.c.term_id)
    for asset_id, facet in session.execute(tagged.where(asset_term.c.asset_id.in_(select(Asset.id).where(*drafts)))):
        lists.setdefault(asset_id, set()).add(facet)
    return [
        _Light(row[0], row[7], readiness.missing_in(Said(
            row[1], row[2], row[3], row[4], row[5] == INTERNAL, row[6] is not None, frozenset(lists.get(row[0], ())),
        )))
        for row in rows
    ]  # fmt: skip


def _last_numbers() -> Select[int, int]:
    return select(Version.asset_id, func.max(Version.number).label("number")).group_by(Version.asset_id)
