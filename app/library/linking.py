"""A piece that is somebody else's page: its address is kept and shown, and never fetched by us."""

from datetime import datetime

from markupsafe import escape

from app.auth.models import User
from app.core import text, tokens
from app.core.errors import Refused
from app.core.transaction import announce
from app.documents.formats import LINK
from app.documents.rendering import Rendered, RenderedPage
from app.library import addresses
from app.library.addresses import Address
from app.library.announcements import AssetChanged
from app.library.facts import Facts
from app.library.models import OURS, Asset
from app.library.queries import latest_version
from app.library.telling import set_facts
from app.library.versioning import add_version, fill

MEDIA = "text/uri-list"


def link(
    user: User, at: datetime, facts: Facts, *, url: str, asset: Asset | None = None, began: int | None = None
) -> Asset:
    """A new piece that leads to `url`, or the next state of `asset`; the same address makes no version.

    Raises Refused: the address must be one that a buyer can open, and its source and day must be said.
    """
    address = addresses.read(url)
    if asset is not None and asset.format != LINK:
        raise Refused("This piece is not a link. Make a new piece for the address.", "url")
    if facts.provenance == OURS:
        raise Refused("Say whose page it is: a customer’s, an analyst’s or a third party’s.", "provenance")
    piece = set_facts(asset, facts, user, at, LINK, began)
    digest = tokens.fingerprint(address.url)
    version = latest_version(piece)
    if version is None or version.published_at is None or version.content_hash != digest:
        if version is None or version.published_at is not None:
            version = add_version(piece, user, at, digest)
        version.source, version.content_hash, version.media_type = address.url, digest, MEDIA
        version.size, version.note = len(address.url), facts.note
        version.author_id, version.created_at = user.id, at
        fill(version, _page(facts, address), user)
    announce(AssetChanged(piece.id))
    return piece


def _page(facts: Facts, address: Address) -> Rendered:
    """One page that says what it is, whose, and where it leads."""
    source = f"{facts.source_name}, {facts.source_on.day} {facts.source_on:%B %Y}" if facts.source_on else ""
    leads = f'<a href="{escape(address.url)}" rel="noopener noreferrer nofollow">Read it on {escape(address.host)}</a>'
    parts = [escape(part) for part in (facts.summary, source) if part] + [leads]
    words = "\n".join(part for part in (facts.summary, source, address.host) if part)
    html = "".join(f"<p>{part}</p>" for part in parts)
    return Rendered([RenderedPage(facts.title, html, words, text.word_count(words))], [], "")
