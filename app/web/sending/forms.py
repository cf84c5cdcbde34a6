"""What a sender types and ticks."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

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
from app.web.forms import Form

GREETING = "Hello {first name},\n\n"
LIVES = [SelectChoice(days, f"{days} days") for days in ("30", "60", "90")] + [SelectChoice("never", "never")]
_PUBLIC_ID = re.compile(r"[0-9a-z]{1,24}")


class ComposeForm(Form):
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
