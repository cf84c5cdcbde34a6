"""Pictures in a text: brought by its writer, shown to whoever may read it."""

import tempfile
from pathlib import Path

from flask import jsonify, url_for
from flask_wtf.file import FileField
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit
from app.documents import pictures
from app.library import picturing
from app.web.files import send_stored
from app.web.forms import Form
from app.web.guards import allowed, me
from app.web.library.area import library


class PictureForm(Form):
    file = FileField("Picture")


@library.post("/library/pictures")
@allowed("library.publish")
def add_picture() -> tuple[Response, int]:
    """Takes one picture and says how a text names it."""
    sent = PictureForm().file.data
    try:
        if not sent or not sent.filename:
            raise Refused("Choose a picture.")
        # Ends the transaction: a child draws it anew, and on SQLite everybody else would wait for it.
        commit()
        with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
            path = Path(folder) / "picture"
            sent.save(path)
            stored = picturing.store(path, sent.filename)
        picture = picturing.take(me(), stored, clock.now())
    except Refused as refusal:
        return jsonify(error=refusal.reason), 422
    commit()
    address = url_for("library.picture", public_id=picture.public_id)
    return jsonify(name=f"picture:{picture.public_id}", address=address), 201


@library.get("/library/pictures/<public_id>.webp")
@allowed("library.read")
def picture(public_id: str) -> Response:
    """A picture of a text that the reader may see."""
    return send_stored(picturing.get_picture_for(me(), public_id).key, "image/webp")


@library.app_template_filter("with_pictures")
def with_pictures(html: str) -> Markup:
    """Sanitised HTML of a page, with the addresses that its pictures have for somebody signed in."""
    return Markup(pictures.with_addresses(html, lambda name: url_for("library.picture", public_id=name)))  # noqa: S704
