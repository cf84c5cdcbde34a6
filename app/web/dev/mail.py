"""The mailbox of development and demo: what the app would have sent, to be read as its reader would."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.core import mail
from app.core.errors import NotFound
from app.core.mailbox import FolderTransport
from app.web.guards import public

# A message's HTML is shown as a mail program would show it: its own inline styles, and nothing that runs or loads.
# The sandbox gives it no origin, so not even a mistake here could reach the reader's session.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def register(dev: Blueprint) -> None:
    """Adds the mailbox to the pages for those who try Rapport out."""
    dev.add_url_rule("/dev/mail", "mail", messages)
    dev.add_url_rule("/dev/mail/<key>", "message", message)
    dev.add_url_rule("/dev/mail/<key>/html", "message_html", message_html)


@public
def messages() -> str:
    """Every message, newest first."""
    return render_template("dev/mail.html", messages=_folder().messages())


@public
def message(key: str) -> str:
    """One message: its headers and its plain text."""
    return render_template("dev/mail_message.html", kept=_folder().read(key))


@public
def message_html(key: str) -> Response:
    """Its HTML part, alone."""
    answer = Response(_folder().read(key).part("html"), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = HTML_POLICY
    return answer


def _folder() -> FolderTransport:
    """Raises NotFound when a real mail server is set."""
    folder = mail.transport()
    if not isinstance(folder, FolderTransport):
        raise NotFound
    return folder
