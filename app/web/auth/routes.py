"""Signing in and out, joining by invitation, the first run, and one's own settings."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.auth import joining, queries
from app.auth.models import User
from app.core import clock, ratelimit, tokens
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.web.auth.forms import ChangePasswordForm, FirstRunForm, MeForm, PasswordForm, SignInForm
from app.web.guards import TICKET, local_path, me, only_reads, public, signed_in
from app.web.refusing import refuse
from config import DEMO_PASSWORD

auth = Blueprint("auth", __name__)

PER_ADDRESS = "100 per 5 minute"
PER_NAME = "60 per 5 minute"
PER_NAME_AND_ADDRESS = "10 per 5 minute"
TOO_MANY = "Too many tries. Wait five minutes, then try again."


@auth.get("/sign-in")
@public
def sign_in() -> Response | str:
    """The sign-in page; on an empty workspace it leads to the first run."""
    if current_user.is_authenticated:
        return redirect(url_for("home.today"))
    if not queries.anybody():
        return redirect(url_for("auth.first_run"))
    return render_template("auth/sign_in.html", form=SignInForm(), next=request.args.get("next", ""), **_samples())


@auth.post("/sign-in")
@public
@only_reads
def do_sign_in() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate():
        return _again("auth/sign_in.html", form, **_samples())
    if not _may_try(form.email.data):
        form.email.errors = [TOO_MANY]
        return _again("auth/sign_in.html", form, 429, **_samples())
    user = joining.check_password(form.email.data, form.password.data)
    if user is None:
        form.password.errors = ["E-mail and password do not belong together."]
        return _again("auth/sign_in.html", form, **_samples())
    ratelimit.forget(PER_NAME_AND_ADDRESS, "sign-in", *_who_tries(form.email.data))
    _let_in(user)
    return redirect(local_path(request.form.get("next")))


@auth.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """Ends this session for good: a copy of its cookie is worth nothing."""
    if ticket := session.get(TICKET):
        joining.end_session(ticket, clock.now())
        commit()
    _forget_session()
    return redirect(url_for("auth.sign_in"))


@auth.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Response:
    """Ends this session and every other of the same person."""
    me().sign_out_everywhere()
    commit()
    _forget_session()
    return redirect(url_for("auth.sign_in"))


@auth.route("/first-run", methods=["GET", "POST"])
@public
def first_run() -> Response | str | tuple[str, int]:
    """Makes the first admin, once: as soon as there is a user this page is no longer there."""
    if queries.anybody():
        raise NotFound
    form = FirstRunForm()
    if request.method == "GET":
        return render_template("auth/first_run.html", form=form)
    if not form.validate():
        return _again("auth/first_run.html", form)
    try:
        at = clock.now()
        user = joining.add_user(form.email.data, form.name.data, ["admin", "marketer", "rep"], at)
        joining.set_password(user, form.password.data, at)
    except Refused as refusal:
        return _refused("auth/first_run.html", form, refusal)
    _let_in(user)
    return redirect(url_for("home.today"))


@auth.route("/invitations/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> Response | str | tuple[str, int]:
    """Where an invited person sets a password; the link works once."""
    found, at = queries.find_invitation(token), clock.now()
    if found is None or not found[0].is_open(at) or not found[1].is_active:
        raise NotFound
    user, form = found[1], PasswordForm()
    if request.method == "GET":
        return render_template("auth/accept.html", form=form, invited=user)
    if not form.validate():
        return _again("auth/accept.html", form, invited=user)
    try:
        joining.set_password(user, form.password.data, at)
    except Refused as refusal:
        return _refused("auth/accept.html", form, refusal, invited=user)
    _let_in(user)
    return redirect(url_for("home.today"))


@auth.route("/me", methods=["GET", "POST"], endpoint="me")
@signed_in
def my_settings() -> Response | str | tuple[str, int]:
    """Name, time zone and appearance."""
    form = MeForm(obj=me())
    if request.method == "GET":
        return render_template("auth/me.html", form=form, password_form=ChangePasswordForm())
    if not form.validate():
        return _again("auth/me.html", form, password_form=ChangePasswordForm(formdata=None))
    try:
        name = joining.clean_name(form.name.data)
    except Refused as refusal:
        return _refused("auth/me.html", form, refusal, password_form=ChangePasswordForm(formdata=None))
    user = me()
    user.name, user.time_zone, user.theme = name, form.time_zone.data, form.theme.data
    commit()
    flash("Saved.")
    return redirect(url_for("auth.me"))


@auth.post("/me/password")
@signed_in
def change_password() -> Response | tuple[str, int]:
    """A new password; every other session of this person ends."""
    form, user = ChangePasswordForm(), me()
    extra = {"form": MeForm(formdata=None, obj=user)}
    if not form.validate():
        return render_template("auth/me.html", password_form=form, **extra), 422
    if not _may_try(user.email) or joining.check_password(user.email, form.current.data) is None:
        form.current.errors = ["That is not your password now."]
        return render_template("auth/me.html", password_form=form, **extra), 422
    try:
        joining.set_password(user, form.password.data, clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return render_template("auth/me.html", password_form=form, **extra), 422
    _let_in(user)
    flash("Password changed. Every other session is signed out.")
    return redirect(url_for("auth.me"))


def _samples() -> dict[str, Any]:
    """In demo mode, whom one may be."""
    if not current_app.extensions["rapport"].demo:
        return {}
    return {"sample_users": queries.all_users(), "demo_password": DEMO_PASSWORD}


def _may_try(email: str) -> bool:
    """Counts a try, by address, by name, and by both together; the last is forgotten when the words were right."""
    name, address = _who_tries(email)
    return (
        ratelimit.allow(PER_NAME_AND_ADDRESS, "sign-in", name, address)
        and ratelimit.allow(PER_NAME, "sign-in", name)
        and ratelimit.allow(PER_ADDRESS, "sign-in-from", address)
    )


def _who_tries(email: str) -> tuple[str, str]:
    return tokens.fingerprint(email.strip().lower()), request.remote_addr or ""


def _let_in(user: User) -> None:
    """Begins a fresh session, so that one planted before sign-in is worth nothing."""
    commit()
    session.clear()
    session.permanent = True
    session[TICKET] = tokens.secret()
    login_user(user)


def _forget_session() -> None:
    logout_user()
    session.clear()


def _again(template: str, form: FlaskForm, status: int = 422, **values: Any) -> tuple[str, int]:
    return render_template(template, form=form, next=request.form.get("next", ""), **values), status


def _refused(template: str, form: FlaskForm, refusal: Refused, **values: Any) -> tuple[str, int]:
    refuse(form, refusal)
    return _again(template, form, **values)
