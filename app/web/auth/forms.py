"""What people type to sign in, to join and to set themselves up."""

from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length

ZONES = ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


class SignInForm(FlaskForm):
    email = EmailField("E-mail", [DataRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Enter your password."), Length(max=1000)])


class FirstRunForm(FlaskForm):
    name = StringField("Your name", [DataRequired("Say what to call you."), Length(max=200)])
    email = EmailField("E-mail", [DataRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Choose a password.")], description="12 characters or more.")


class PasswordForm(FlaskForm):
    password = PasswordField("New password", [DataRequired("Choose a password.")], description="12 characters or more.")


class MeForm(FlaskForm):
    name = StringField("Your name", [DataRequired("Say what to call you."), Length(max=200)])
    time_zone = SelectField("Time zone", choices=ZONES)
    theme = SelectField("Appearance", choices=[("system", "As my device"), ("light", "Light"), ("dark", "Dark")])
