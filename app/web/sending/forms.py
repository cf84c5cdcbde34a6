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
# People expect a mended page to reach who got the broken one, so links follow unless somebody says otherwise.
NEWEST, SENT = "newest", "sent"
SHOWS = [SelectChoice(NEWEST, "the newest version"), SelectChoice(SENT, "the version of today")]
_PUBLIC_ID = re.compile(r"[0-9a-z]{1,24}")


class ComposeForm(Form):
    """`to` and `item` hold public ids in the order they were chosen."""

    to = SelectMultipleField("To", choices=[], validate_choice=False)
    item = SelectMultipleField("What", choices=[], validate_choice=False)
    subject = StringField("Subject")
    message = TextAreaField("Message")
    allow_download = BooleanField("Allow download", default=True)
    expires = SelectField("Links stop working after", choices=LIVES, default="60")
    shows = SelectField("Links show", choices=SHOWS, default=NEWEST, validate_choice=False)
    form_key = HiddenField()

    @property
    def follows(self) -> bool:
        """Whether links show the version in use when they are opened."""
        return bool(self.shows.data != SENT)

    def person_ids(self) -> list[str]:
        return public_ids(self.to.data or [])

    def asset_ids(self) -> list[str]:
        return public_ids(self.item.data or [])

    def expires_at(self, at: datetime) -> datetime | None:
        days = str(self.expires.data)
        # What was sent may be no choice of ours: it is refused, but first the send is laid out with it.
        is_days = len(days) < 5 and days.isascii() and days.isdigit()
        return at + timedelta(days=int(days)) if is_days else None


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
