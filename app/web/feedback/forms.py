"""What people say of a piece, and what a rep says of their own."""

from typing import Self

from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField

from app.accounts.models import Account
from app.feedback.models import VERDICTS
from app.feedback.registering import checked_minutes
from app.library.facts import Facts
from app.web.forms import Form

VERDICT_CHOICES = [SelectChoice(*each) for each in VERDICTS.items()]


class RemarkForm(Form):
    words = TextAreaField("What did buyers say, or what do you need to know?")
    account = SelectField("About an account?", default="")

    @classmethod
    def about(cls, accounts: list[Account], chosen: str = "") -> Self:
        form = cls(data={"account": chosen})
        form.accounts = {each.public_id: each for each in accounts}
        form.account.choices = [SelectChoice("", "No"), *(SelectChoice(a.public_id, a.name) for a in accounts)]
        if not accounts:
            del form.account
        return form

    @property
    def chosen(self) -> Account | None:
        field = self._fields.get("account")
        found: Account | None = self.accounts.get(field.data or "") if field is not None else None
        return found


class AnswerForm(Form):
    words = TextAreaField("Your answer")


class OwnPieceForm(Form):
    """A piece that a rep made: typed here, or brought as a file."""

    title = StringField("Title")
    use_when = TextAreaField("What did you make it for?", description="The moment, the question, who asked.")
    minutes = StringField("How long did it take, in minutes?", description="About. It is only added up.")
    file = FileField("File")
    source = TextAreaField("Or write it here", description="Markdown. Each ## heading begins a new page.")

    @property
    def facts(self) -> Facts:
        """Raises Refused, naming the field."""
        return Facts.clean(title=self.title.data or "", use_when=self.use_when.data or "")

    @property
    def spent(self) -> int:
        """The declared minutes. Raises Refused."""
        typed = (self.minutes.data or "").strip()
        return checked_minutes(int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None)


class VerdictForm(Form):
    verdict = RadioField(
        "Is it on message?", choices=[SelectChoice(*each) for each in VERDICTS.items()], validate_choice=False
    )
    note = StringField("Note")
