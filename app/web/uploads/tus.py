"""Uploads that go on after a dropped connection: the tus protocol 1.0 (tus.io), core, creation and termination."""

import base64
import binascii
from functools import wraps
from typing import Any

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.transaction import commit, rollback
from app.uploads import receiving
from app.uploads.queries import get_upload_for
from app.uploads.receiving import TooBig
from app.web.guards import View, allowed, me, only_reads
from app.web.uploads.area import uploads
from app.web.uploads.streaming import Body, Overtaken, take

VERSION = "1.0.0"
MOST_DIGITS = 15


def speaks_tus(view: View) -> View:
    """Refuses other versions of the protocol, answers refusals in plain words, and signs every answer."""

    @wraps(view)
    def spoken(*args: Any, **kwargs: Any) -> Response:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            return _answer(412, "This server speaks tus 1.0.0.", {"Tus-Version": VERSION})
        try:
            answer: Response = view(*args, **kwargs)
        except NotFound:
            return _answer(404, "That upload is gone. Choose the file once more.")
        except Refused as refusal:
            rollback()
            return _answer(_status_of(refusal), refusal.reason)
        return answer

    return spoken  # type: ignore[return-value]


@uploads.route("/library/uploads/files", methods=["OPTIONS"], provide_automatic_options=False)
@allowed("library.publish")
@speaks_tus
def abilities() -> Response:
    limit = str(_limit_mb() * 1024 * 1024)
    said = {"Tus-Version": VERSION, "Tus-Extension": "creation,termination", "Tus-Max-Size": limit}
    return _answer(204, "", said)


@uploads.route("/library/uploads/files", methods=["POST"], provide_automatic_options=False)
@allowed("library.publish")
@speaks_tus
def create() -> Response:
    """A new upload of a stated length and name."""
    size = _number("Upload-Length")
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "")
    upload = receiving.begin(me(), name, size, clock.now(), limit_mb=_limit_mb())
    commit()
    return _answer(201, "", {"Location": url_for("uploads.status", public_id=upload.public_id), "Upload-Offset": "0"})


@uploads.route("/library/uploads/files/<public_id>", methods=["HEAD"], provide_automatic_options=False)
@allowed("library.publish")
@speaks_tus
def status(public_id: str) -> Response:
    """How far it is. What is settled has all arrived, though its parts may be gone."""
    upload = get_upload_for(me(), public_id)
    offset = upload.received if upload.is_open else upload.size
    return _answer(200, "", {"Upload-Offset": str(offset), "Upload-Length": str(upload.size)})


@uploads.route("/library/uploads/files/<public_id>", methods=["PATCH"], provide_automatic_options=False)
@allowed("library.publish")
@only_reads
@speaks_tus
def append(public_id: str) -> Response:
    """The next bytes, from a stated offset on; sent twice, the second is told where to go on."""
    if request.mimetype != "application/offset+octet-stream":
        return _answer(415, "Bytes come as application/offset+octet-stream.")
    upload, offset = get_upload_for(me(), public_id), _number("Upload-Offset")
    if not upload.is_open or offset != upload.received:
        return _answer(409, "Go on from where it is.")
    if offset + (request.content_length or 0) > upload.size:
        return _answer(413, "These are more bytes than were announced.")
    end = take(upload, Body(request.stream, request.environ.get("gunicorn.socket")))
    return _answer(204, "", {"Upload-Offset": str(end)})


@uploads.route("/library/uploads/files/<public_id>", methods=["DELETE"], provide_automatic_options=False)
@allowed("library.publish")
@speaks_tus
def terminate(public_id: str) -> Response:
    receiving.drop(get_upload_for(me(), public_id), clock.now())
    commit()
    return _answer(204)


def _limit_mb() -> int:
    limit: int = current_app.extensions["rapport"].upload_limit_mb
    return limit


def _number(header: str) -> int:
    given = request.headers.get(header, "")
    if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
        raise Refused(f"{header} must be a number of bytes.")
    return int(given)


def _metadata(header: str) -> dict[str, str]:
    """The pairs of an Upload-Metadata header; what cannot be read is left out."""
    found = {}
    for pair in header[:4096].split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            continue
    return found


def _status_of(refusal: Refused) -> int:
    if isinstance(refusal, TooBig):
        return 413
    return 409 if isinstance(refusal, Overtaken) else 400


def _answer(status: int, words: str = "", headers: dict[str, str] | None = None) -> Response:
    said = {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})}
    return Response(words, status, said, content_type="text/plain; charset=utf-8")
