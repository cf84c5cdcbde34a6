"""The next version of a piece, and the pages of a text."""

from datetime import datetime

from sqlalchemy import func, select

from app.audit.recording import record
from app.auth.models import User
from app.core import tokens
from app.core.db import session
from app.documents.rendering import Rendered
from app.library import picturing, reviewing
from app.library.models import Asset, Page, Version


def add_version(asset: Asset, user: User, at: datetime, digest: str) -> Version:
    """The next version of a piece, without content."""
    last = session.scalar(select(func.max(Version.number)).where(Version.asset_id == asset.id)) or 0
    version = Version(
        asset_id=asset.id, public_id=tokens.public_id(), number=last + 1, content_hash=digest, author_id=user.id,
        created_at=at, state="preparing",
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.expire(asset, ["versions"])
    if last:
        record(user, "add_version", asset, asset.title, at, version=version.number)
    reviewing.ask_again(asset, version, at)
    return version


def fill(version: Version, rendered: Rendered, user: User) -> None:
    """Gives a version its pages, and notes the pictures of theirs that the writer may use."""
    rendered, version.pictures = picturing.settle(user, rendered)
    version.pages = []
    session.flush()
    version.pages = [
        Page(number=number, title=page.title, text=page.text, html=page.html, words=page.words)
        for number, page in enumerate(rendered.pages, 1)
    ]
    version.state, version.failure, version.page_count = "ready", None, len(rendered.pages)
    session.flush()
    # A draft may have been rewritten in place: who approved its last words has not read these.
    reviewing.ask_again(version.asset, version, version.created_at)
