"""What a marketer types about a piece, by the way its content comes."""

from flask import request
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from app.library import drafting, merging
from app.web.library.form_fields import at_most
from app.web.library.piece_form import PieceForm

__all__ = ["LinkForm", "PieceForm", "UploadForm", "WriteForm"]


class WriteForm(PieceForm):
    way = drafting.WRITE
    source = TextAreaField("Text", description="Markdown. Each ## heading begins a new page.")

    def validate_source(self, field: TextAreaField) -> None:
        if merging.is_unsettled(field.data or "") and request.form.get("act") in ("publish", "draft", "review"):
            raise ValidationError("Choose between theirs and yours first, and take the lines that begin with === out.")


class UploadForm(PieceForm):
    file = FileField("File")


class LinkForm(PieceForm):
    way = drafting.LINK
    url = StringField("Address of the page", [at_most(2000)])
