"""Writing, uploading, publishing and retiring: the acts of a marketer."""

from datetime import datetime

from app.audit.models import AuditEntry
from app.audit.recording import record
from app.auth.models import User
from app.core import text, tokens
from app.core.errors import Refused
from app.core.transaction import announce
from app.documents import rendering
from app.documents.formats import MARKDOWN, media_of
from app.documents.rendering import Rendered
from app.library import renditions, reviewing, signing, undoing
from app.library.announcements import AssetChanged, AssetPublished
from app.library.facts import Facts
from app.library.files import Stored
from app.library.models import PUBLISHED, Asset, Version
from app.library.queries import latest_version
from app.library.telling import set_facts
from app.library.versioning import add_version, fill


def write(
    user: User,
    at: datetime,
    facts: Facts,
    *,
    source: str,
    asset: Asset | None = None,
    rendered: Rendered | None = None,
    began: int | None = None,
) -> Asset:
    """A new piece of Markdown, or the next state of `asset`: unchanged text makes no version. Raises Refused.

    What is said about a piece changes at once; its text waits in a draft version until it is published. `rendered`
    spares the work when the caller has done it, outside of a transaction. `began` is the count of saves that the
    writer began from; Overtaken is raised when there have been more.
    """
    clean = rendering.checked(source)
    if asset is not None and asset.format != MARKDOWN:
        raise Refused("This piece is a file: upload its next version.", "source")
    piece = set_facts(asset, facts, user, at, MARKDOWN, began)
    digest = tokens.fingerprint(clean)
    version = latest_version(piece)
    if version is None or version.content_hash != digest:
        pages = rendered or rendering.render(clean, facts.title)
        if version is None or version.published_at is not None:
            version = add_version(piece, user, at, digest)
        else:
            record(user, "rewrite", piece, piece.title, at, version=version.number)
        version.source, version.content_hash, version.size = clean, digest, len(clean.encode())
        version.author_id, version.created_at, version.note = user.id, at, facts.note
        fill(version, pages, user)
    announce(AssetChanged(piece.id))
    return piece


def upload(
    user: User,
    at: datetime,
    facts: Facts,
    *,
    stored: Stored,
    file_name: str,
    asset: Asset | None = None,
    publish_when_ready: bool = False,
    began: int | None = None,
) -> Asset:
    """A new piece from a stored file, or the next version of `asset`; a job prepares its pages. Raises Refused.

    `stored` was made before the transaction began: on SQLite nobody else could write while a file goes into storage.
    """
    piece, version = take_file(user, at, facts, stored=stored, file_name=file_name, asset=asset, began=began)
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
    stored: Stored,
    file_name: str,
    asset: Asset | None = None,
    began: int | None = None,
) -> tuple[Asset, Version]:
    """The piece, and the version that holds the file: the newest if it does already, else a new one without pages."""
    if asset is not None and asset.format == MARKDOWN:
        raise Refused("This piece is written here, not uploaded. Make a new piece for the file.", "file")
    piece = set_facts(asset, facts, user, at, stored.format, began)
    announce(AssetChanged(piece.id))
    newest = latest_version(piece)
    if newest is not None and newest.content_hash == stored.digest and not newest.is_failed:
        return piece, newest
    version = add_version(piece, user, at, stored.digest)
    version.media_type, version.size, version.note = media_of(stored.format), stored.size, facts.note
    version.file_name = text.one_line(file_name.replace("\\", "/").rpartition("/")[2]) or "file"
    version.file_key = version.original_key = stored.key
    if piece.current_version_id is None:
        piece.format = stored.format
    return piece, version


def publish(user: User | None, asset: Asset, at: datetime, *, over: bool = False) -> AuditEntry | None:
    """Makes the newest version the one that new links show; done already, it does nothing. Raises Refused.

    Everybody who was asked to review it must have approved that version; with `over` an admin goes over them.
    """
    version = latest_version(asset)
    if version is None:
        raise Refused("There is nothing in it to publish yet.")
    if asset.state == PUBLISHED and asset.current_version_id == version.id:
        return None
    signing.check_publishable(asset)
    passed_over = reviewing.check(user, asset, version, over=over)
    before = undoing.snapshot(asset)
    asset.publish(version, at)
    announce(AssetPublished(asset.id, version.id))
    announce(AssetChanged(asset.id))
    facts = {"over": passed_over} if passed_over else {}
    return undoing.note(user, "publish", asset, before, at, version=version.number, **facts)


def retire(user: User, asset: Asset, at: datetime) -> AuditEntry:
    """Takes it out of use; links already sent go on working. Raises Refused for a draft."""
    before = undoing.snapshot(asset)
    asset.retire(at)
    announce(AssetChanged(asset.id))
    return undoing.note(user, "retire", asset, before, at)
