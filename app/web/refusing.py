"""Saying beside a form's field why what was typed cannot be done."""

from flask_wtf import FlaskForm

from app.core.errors import Refused


def refuse(form: FlaskForm, *refusals: Refused) -> None:
    """Puts each reason beside its field, or above the form when it belongs to none."""
    for refusal in refusals:
        field = form._fields.get(refusal.field)
        if field is None:
            form.form_errors.append(refusal.reason)
        else:
            field.errors = [*field.errors, refusal.reason]
