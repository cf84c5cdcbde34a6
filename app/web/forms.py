"""What every form of ours is made from."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import FileField


class Form(FlaskForm):
    """Fields read text, and only a file field reads a file: whatever part a request puts under a field's name."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is not _Auto:
                return super().wrap_formdata(form, formdata)
            if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None
            takes_files = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            typed = [(name, value) for name, value in request.form.items(multi=True) if name not in takes_files]
            brought = [(name, value) for name, value in request.files.items(multi=True) if name in takes_files]
            return MultiDict([*typed, *brought])
