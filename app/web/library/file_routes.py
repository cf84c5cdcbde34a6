"""The bytes of a piece: its pages, pictures, captions and file, for those who may see the version."""

from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.library import files, queries
from app.library.models import Asset, Version
from app.web.files import send_bytes, send_stored
from app.web.guards import allowed, me
from app.web.library.area import library


@library.get("/library/<public_id>/versions/<int:number>/pages/<int:page>.webp")
@allowed("library.read")
def page_image(public_id: str, number: int, page: int) -> Response:
    _, version = _version(public_id, number)
    return _shown(queries.get_page(version, page).image_key, "image/webp")


@library.get("/library/<public_id>/versions/<int:number>/thumb.webp")
@allowed("library.read")
def thumb(public_id: str, number: int) -> Response:
    return _shown(_version(public_id, number)[1].thumb_key, "image/webp")


@library.get("/library/<public_id>/versions/<int:number>/poster.webp")
@allowed("library.read")
def poster(public_id: str, number: int) -> Response:
    return _shown(_version(public_id, number)[1].poster_key, "image/webp")


@library.get("/library/<public_id>/versions/<int:number>/captions.vtt")
@allowed("library.read")
def captions(public_id: str, number: int) -> Response:
    return _shown(_version(public_id, number)[1].captions_key, "text/vtt")


@library.get("/library/<public_id>/versions/<int:number>/play")
@allowed("library.read")
def play(public_id: str, number: int) -> Response:
    """A video for the player of its page; anything that is none comes as an attachment."""
    _, version = _ready(public_id, number)
    return _shown(version.file_key, version.media_type)


@library.get("/library/<public_id>/versions/<int:number>/file")
@allowed("library.read")
def download(public_id: str, number: int) -> Response:
    """The version as a file."""
    asset, version = _ready(public_id, number)
    if not version.has_download:
        raise NotFound
    name, media_type = files.download_name(asset, version), version.download_media
    if version.file_key is None:
        body = (version.source or "").encode()
        return send_bytes(body, media_type, download_name=name, etag=version.content_hash[:32])
    return send_stored(version.file_key, media_type, download_name=name)


def _version(public_id: str, number: int) -> tuple[Asset, Version]:
    asset = queries.get_asset_for(me(), public_id)
    return asset, queries.get_version_for(me(), asset, number)


def _ready(public_id: str, number: int) -> tuple[Asset, Version]:
    """One whose pages are not ready has not been looked at, so its file is not given out."""
    asset, version = _version(public_id, number)
    if not version.is_ready:
        raise NotFound
    return asset, version


def _shown(key: str | None, media_type: str) -> Response:
    if key is None:
        raise NotFound
    return send_stored(key, media_type)
