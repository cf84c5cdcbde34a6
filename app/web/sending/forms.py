"""What a sender types and ticks."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.core import text, tokens
from app.core.errors import Refused

GREETING = "Hello {first name},\n\n"
LIVES = [SelectChoice(days, f"{days} days") for days in ("30", "60", "90")] + [SelectChoice("never", "never")]
_PUBLIC_ID = re.compile(r"[0-9a-z]{1,24}")


class ComposeForm(FlaskForm):
    """`to` and `item` hold public ids in the order they were chosen."""

    to = SelectMultipleField("To", choices=[], validate_choice=False)
    item = SelectMultipleField("What", choices=[], validate_choice=False)
    subject = StringField("Subject")
    message = TextAreaField("Message")
    allow_download = BooleanField("Allow download", default=True)
    expires = SelectField("Links stop working after", choices=LIVES, default="60")
    form_key = HiddenField()

    def person_ids(self) -> list[str]:
        return public_ids(self.to.data or [])

    def asset_ids(self) -> list[str]:
        return public_ids(self.item.data or [])

    def expires_at(self, at: datetime) -> datetime | None:
        days = str(self.expires.data)
        return at + timedelta(days=int(days)) if days.isdecimal() else None

    def refuse(self, refusals: Iterable[Refused]) -> None:
        """Puts each reason beside its field, or above the form when it has none."""
        for refusal in refusals:
            if refusal.field in self._fields:
                self._fields[refusal.field].errors = [*self._fields[refusal.field].errors, refusal.reason]
            else:
                self.form_errors.append(refusal.reason)


def prefilled(args: MultiDict[str, str]) -> ComposeForm:
    """An empty form with the people and items of the address ticked."""
    return ComposeForm(
        formdata=None,
        to=args.getlist("to"),
        item=args.getlist("item"),
        message=GREETING,
        form_key=tokens.public_id(),
    )


def public_ids(values: Iterable[str]) -> list[str]:
    """Those that could be one, each once, as many as a page can hold."""
    return list(dict.fromkeys(value for value in values if _PUBLIC_ID.fullmatch(value)))[:500]


def filter_words(typed: str | None) -> str:
    """What is looked for in the library, on one line."""
    return text.one_line(typed or "", 100)
