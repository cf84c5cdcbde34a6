"""What is typed about a copy for an account, and about a piece of one's own."""

from typing import Self

from flask_wtf.file import FileField
from wtforms import SelectChoice, SelectField, StringField, TextAreaField

from app.accounts.models import Account
from app.web.forms import Form


class VariantForm(Form):
    account = SelectField("For which account?")

    @classmethod
    def among(cls, accounts: list[Account]) -> Self:
        form = cls()
        form.accounts = {each.public_id: each for each in accounts}
        form.account.choices = [SelectChoice(each.public_id, each.name) for each in accounts]
        return form


class OwnTextForm(Form):
    title = StringField("Title, as the buyer reads it")
    source = TextAreaField("Text", description="Markdown. Each ## heading begins a new page.")
    file = FileField("Next version")
