"""What people type to sign in, to join and to set themselves up."""

from functools import cache
from itertools import starmap
from zoneinfo import available_timezones

from wtforms import EmailField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.web.forms import Form

THEMES = {"system": "As my device", "light": "Light", "dark": "Dark"}


@cache
def zones() -> list[str]:
    """The time zones to choose from; asked of the disk when somebody first looks."""
    return ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


class SignInForm(Form):
    email = EmailField("E-mail", [DataRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Enter your password."), Length(max=1000)])


class FirstRunForm(Form):
    name = StringField("Your name", [DataRequired("Say what to call you."), Length(max=200)])
    email = EmailField("E-mail", [DataRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Choose a password.")], description="12 characters or more.")


class PasswordForm(Form):
    password = PasswordField("New password", [DataRequired("Choose a password.")], description="12 characters or more.")


class ChangePasswordForm(PasswordForm):
    current = PasswordField("Password now", [DataRequired("Enter the password you have now."), Length(max=1000)])


class MeForm(Form):
    name = StringField("Your name", [DataRequired("Say what to call you."), Length(max=200)])
    time_zone = SelectField("Time zone", choices=zones)
    theme = SelectField("Appearance", choices=list(starmap(SelectChoice, THEMES.items())))
