"""Writing, uploading, publishing and retiring: the acts of a marketer."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from app.audit.recording import record
from app.auth.models import User
from app.core import text, tokens
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.documents import rendering
from app.documents.file_types import format_of
from app.documents.formats import MARKDOWN, PDF
from app.documents.rendering import Rendered
from app.library import files, renditions
from app.library.announcements import AssetChanged, AssetPublished
from app.library.models import PUBLISHED, Asset, Page, Version
from app.library.queries import latest_version
from app.library.telling import Facts, set_facts
from app.vocabulary.models import Term

_MEDIA = {MARKDOWN: "text/markdown", PDF: "application/pdf", "image": "image/*"}


def write(
    user: User,
    at: datetime,
    *,
    title: str,
    summary: str,
    audience: str,
    source: str,
    use_when: str,
    say: str,
    terms: Sequence[Term],
    asset: Asset | None = None,
    rendered: Rendered | None = None,
) -> Asset:
    """A new piece of Markdown, or the next state of `asset`: unchanged text makes no version. Raises Refused.

    What is said about a piece changes at once; its text waits in a draft version until it is published. `rendered`
    spares the work when the caller has done it, outside of a transaction.
    """
    facts = Facts.clean(title=title, summary=summary, audience=audience, use_when=use_when, say=say)
    clean = rendering.checked(source)
    if asset is not None and asset.format != MARKDOWN:
        raise Refused("This piece is a file: upload its next version.", "source")
    piece = set_facts(asset, facts, terms, user, at, MARKDOWN)
    digest = tokens.fingerprint(clean)
    version = latest_version(piece)
    if version is None or version.content_hash != digest:
        pages = rendered or rendering.render(clean, facts.title)
        if version is None or version.published_at is not None:
            version = _add_version(piece, user, at, digest)
        version.source, version.content_hash, version.size = clean, digest, len(clean.encode())
        version.author_id, version.created_at = user.id, at
        _fill(version, pages)
    announce(AssetChanged(piece.id))
    return piece


def upload(
    user: User,
    at: datetime,
    *,
    path: Path,
    file_name: str,
    title: str,
    summary: str,
    audience: str,
    use_when: str,
    say: str,
    terms: Sequence[Term],
    asset: Asset | None = None,
    publish_when_ready: bool = False,
) -> Asset:
    """A new piece from a local file, or the next version of `asset`; a job prepares its pages. Raises Refused."""
    facts = Facts.clean(title=title, summary=summary, audience=audience, use_when=use_when, say=say)
    piece, version = take_file(user, at, facts, path=path, file_name=file_name, terms=terms, asset=asset)
    if version.is_ready and publish_when_ready:
        publish(user, piece, at)
    elif version.state == "preparing":
        version.publish_when_ready = publish_when_ready
        renditions.queue(version, at)
    return piece


def take_file(
    user: User,
    at: datetime,
    facts: Facts,
    *,
    path: Path,
    file_name: str,
    terms: Sequence[Term],
    asset: Asset | None = None,
) -> tuple[Asset, Version]:
    """The piece, and the version that holds the file: the newest if it does already, else a new one without pages."""
    format = format_of(path)
    if asset is not None and asset.format == MARKDOWN:
        raise Refused("This piece is written here, not uploaded. Make a new piece for the file.", "file")
    piece = set_facts(asset, facts, terms, user, at, format)
    announce(AssetChanged(piece.id))
    digest, newest = file_hash(path), latest_version(piece)
    if newest is not None and newest.content_hash == digest and not newest.is_failed:
        return piece, newest
    version = _add_version(piece, user, at, digest)
    version.media_type, version.size = _MEDIA[format], path.stat().st_size
    version.file_name = text.one_line(file_name.replace("\\", "/").rpartition("/")[2]) or "file"
    version.file_key = prefix_of(piece, version) + "original"
    files.put(version.file_key, path)
    if piece.current_version_id is None:
        piece.format = format
    return piece, version


def prefix_of(asset: Asset, version: Version) -> str:
    """Where the files of a version live."""
    return files.prefix_of(asset.public_id, version.public_id)


def publish(user: User | None, asset: Asset, at: datetime) -> None:
    """Makes the newest version the one that new links show; done already, it does nothing. Raises Refused."""
    version = latest_version(asset)
    if version is None:
        raise Refused("There is nothing in it to publish yet.")
    if asset.state == PUBLISHED and asset.current_version_id == version.id:
        return
    asset.publish(version, at)
    record(user, "publish", asset, asset.title, at, version=version.number)
    announce(AssetPublished(asset.id, version.id))
    announce(AssetChanged(asset.id))


def retire(user: User, asset: Asset, at: datetime) -> None:
    """Takes it out of use; links already sent go on working. Raises Refused for a draft."""
    asset.retire(at)
    record(user, "retire", asset, asset.title, at)
    announce(AssetChanged(asset.id))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_version(asset: Asset, user: User, at: datetime, digest: str) -> Version:
    last = session.scalar(select(func.max(Version.number)).where(Version.asset_id == asset.id)) or 0
    version = Version(
        asset_id=asset.id, public_id=tokens.public_id(), number=last + 1, content_hash=digest, author_id=user.id,
        created_at=at, state="preparing",
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.expire(asset, ["versions"])
    return version


def _fill(version: Version, rendered: Rendered) -> None:
    version.pages = []
    session.flush()
    version.pages = [
        Page(number=number, title=page.title, text=page.text, html=page.html, words=page.words)
        for number, page in enumerate(rendered.pages, 1)
    ]
    version.state, version.failure, version.page_count = "ready", None, len(rendered.pages)
    session.flush()
