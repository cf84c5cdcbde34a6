"""What an admin or marketer types in the settings."""

from wtforms import EmailField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

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
    name = StringField("Name", [DataRequired("Give it a name."), Length(max=60)])
    hint = StringField("Hint", [Length(max=200)], description="A few words that help people choose it.")
