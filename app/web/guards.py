"""Who may enter a page, and whether it writes."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from app.auth.models import User
from app.auth.permissions import may
from app.auth.queries import find_by_session
from app.core import db

View = TypeVar("View", bound=Callable[..., Any])
# A browser drops tabs and line breaks and reads \ as /, so that "/<tab>/elsewhere" would lead to another site.
_OUR_PATH = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")

login_manager = LoginManager()

# Names one sign-in in the session's cookie, so that signing out can end just that one.
TICKET = "ticket"


@login_manager.user_loader
def load_user(identifier: str) -> User | None:
    return find_by_session(identifier, session.get(TICKET, ""))


def me() -> User:
    """Whoever is signed in; only to be asked behind a guard."""
    return cast(User, current_user._get_current_object())


def signed_in(view: View) -> View:
    """Lets anybody in who is signed in; others are sent to sign in first and come back."""
    return _guard(view, None)


def allowed(permission: str) -> Callable[[View], View]:
    """Lets those in whose roles carry `permission`; the others get the same answer as for a page that is not there."""
    return lambda view: _guard(view, permission)


def public(view: View) -> View:
    """Marks a page as open to anybody, so that leaving a guard out is never by accident."""
    view.is_guarded = True  # type: ignore[attr-defined]
    return view


def only_reads(view: View) -> View:
    """Marks a POST that begins as a reader: it writes nothing, or elsewhere, and keeps no writer waiting."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def begin_request() -> None:
    """Says before the first query whether this request's transaction may write."""
    view = current_app.view_functions.get(request.endpoint or "")
    db.begin_as(writer=request.method not in ("GET", "HEAD", "OPTIONS") and not getattr(view, "only_reads", False))


def end_request(_error: BaseException | None = None) -> None:
    """Gives the connection back; what was not committed is undone."""
    db.session.remove()


def local_path(target: str | None) -> str:
    """`target` when it is a path of ours, else the front page: a link must not lead elsewhere after sign-in."""
    return target if target and _OUR_PATH.fullmatch(target) else url_for("home.today")


def _guard(view: View, permission: str | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if permission is not None and not may(me(), permission):
            abort(404)
        return view(*args, **kwargs)

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return cast(View, guarded)


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in form into a corner of the page; this header reloads the whole of it.
        return Response(status=401, headers={"HX-Redirect": url_for("auth.sign_in")})
    if request.method != "GET":
        return redirect(url_for("auth.sign_in"))
    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
