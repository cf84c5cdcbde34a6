"""Bringing an old version back as the newest: its words and files again, under a number of their own."""

from datetime import datetime

from sqlalchemy import func, select

from app.auth.models import User
from app.core import tokens
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import reviewing, undoing
from app.library.announcements import AssetChanged
from app.library.models import Asset, Page, Version
from app.library.queries import latest_version

_SAME = (
    "state", "source", "content_hash", "file_key", "original_key", "thumb_key", "poster_key", "captions_key", "seconds",
    "file_name", "media_type", "size", "page_count", "done", "total",
)  # fmt: skip
_SAME_PAGE = ("number", "title", "text", "html", "image_key", "image_width", "image_height", "words")


def bring_back(user: User, asset: Asset, old: Version, at: datetime) -> Version:
    """A new version that holds what `old` held; nobody sees it until it is published. Raises Refused."""
    session.execute(select(Asset.id).where(Asset.id == asset.id).with_for_update())
    newest = latest_version(asset)
    if not old.is_ready:
        raise Refused("That version has no pages, so there is nothing to bring back.")
    if newest is not None and newest.content_hash == old.content_hash:
        raise Refused("The newest version says the same already.")
    before = undoing.snapshot(asset, versions=True)
    version = copy_onto(asset, old, user, at, f"Version {old.number} again")
    asset.updated_at, asset.edits = at, asset.edits + 1
    reviewing.ask_again(asset, version, at)
    undoing.note(user, "bring_back", asset, before, at, version=old.number, as_version=version.number)
    announce(AssetChanged(asset.id))
    return version


def copy_onto(asset: Asset, old: Version, user: User, at: datetime, note: str) -> Version:
    """The next version of `asset` with what `old` holds: its pages and pictures, and the same stored files."""
    number = session.scalar(select(func.max(Version.number)).where(Version.asset_id == asset.id)) or 0
    version = Version(
        asset_id=asset.id, public_id=tokens.public_id(), number=number + 1, author_id=user.id, created_at=at,
        note=note, **{name: getattr(old, name) for name in _SAME},
    )  # fmt: skip
    version.pages = [Page(**{name: getattr(page, name) for name in _SAME_PAGE}) for page in old.pages]
    version.pictures = list(old.pictures)
    session.add(version)
    session.flush()
    session.expire(asset, ["versions"])
    return version
