"""What an admin or marketer types in the settings."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.auth.models import User
from app.vocabulary.models import DictionaryEntry, Term
from app.web.forms import Form

ROLE_CHOICES = [
    SelectChoice("rep", "Rep: sells, sends, reads the people map"),
    SelectChoice("marketer", "Marketer: publishes, sees what is used"),
    SelectChoice("manager", "Manager: sees every account"),
    SelectChoice("admin", "Admin: people, vocabulary, everything"),
]


class RolesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class InviteForm(Form):
    name = StringField("Name", [DataRequired("Say what to call this person."), Length(max=200)])
    email = EmailField("E-mail", [DataRequired("Enter an e-mail address."), Length(max=254)])
    roles = RolesField("Roles", [DataRequired("Choose at least one role.")], choices=ROLE_CHOICES)


class RolesForm(Form):
    roles = RolesField("Roles", [DataRequired("Choose at least one role.")], choices=ROLE_CHOICES)


class TermForm(Form):
    name = StringField("Name", [DataRequired("Give it a name."), Length(max=60, message="Use at most 60 characters.")])
    hint = StringField(
        "Hint",
        [Length(max=200, message="Use at most 200 characters.")],
        description="A few words that help people choose it.",
    )


class KindForm(TermForm):
    is_internal = BooleanField(
        "For us alone", description="Its pieces become internal at once, and can never be put on a buyer’s link."
    )


class MergeForm(Form):
    other = SelectField("The other one", [DataRequired("Choose the other one.")])
    keep = RadioField("Which name stays?", [DataRequired("Say which name stays.")])

    def __init__(self, term: Term, others: Sequence[Term], **given: Any) -> None:
        super().__init__(**given)
        self.other.choices = [("", "Choose …"), *((each.public_id, each.name) for each in others)]
        self.keep.choices = [("this", f"“{term.name}”"), ("other", "The other one")]


class EntryForm(Form):
    """An entry of the dictionary; the room says what is too long or taken."""

    version = HiddenField()
    label = StringField("What we call it", [DataRequired("Write a word here.")])
    plural = StringField("Several of them")
    definition = TextAreaField("What it means")
    marketing_words = TextAreaField(
        "Marketing also says", description="One word or phrase a line. A search for one of them finds the others."
    )
    sales_words = TextAreaField("Sales also says", description="Likewise: the words that reps and buyers use.")
    owner = SelectField("Who answers for it", default="")

    def __init__(self, entry: DictionaryEntry | None, users: Sequence[User], **given: Any) -> None:
        super().__init__(data=_shown(entry) if entry else None, **given)
        kept = [entry.owner] if entry and entry.owner and entry.owner not in users else []
        self.owner.choices = [("", "Nobody"), *((user.public_id, user.name) for user in (*users, *kept))]


def _shown(entry: DictionaryEntry) -> dict[str, str]:
    return {
        "version": str(entry.version), "label": entry.label, "plural": entry.plural, "definition": entry.definition,
        "marketing_words": "\n".join(entry.marketing_words), "sales_words": "\n".join(entry.sales_words),
        "owner": entry.owner.public_id if entry.owner else "",
    }  # fmt: skip
