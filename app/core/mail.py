"""Handing a message to whoever delivers it: an SMTP server, or a folder that /dev/mail shows."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.core import letters, text
from app.core.errors import Refused
from app.core.mailbox import FolderTransport

TIMEOUT = 20  # Seconds for each answer of the server.
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Refusal(Exception):
    """The server will never take this message; its text is the server's own words."""


class Unavailable(Exception):
    """The message was not taken this time. `may_have_arrived`: the server fell silent after it had all of it."""

    def __init__(self, reason: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived


class Transport(Protocol):
    """Takes a built message or raises Refusal or Unavailable."""

    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True)
class SmtpTransport:
    """One connection a message. A password goes over TLS with a checked certificate, or to this machine, or not at all.

    Without a password STARTTLS is used when offered, whatever the certificate: better than in the clear, and what mail
    servers do among themselves.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    is_tls: bool
    return_path: str

    def send(self, message: EmailMessage) -> None:
        try:
            with contextlib.closing(self._connect()) as server:
                self._hand_over(server, message)
        except smtplib.SMTPResponseException as error:
            raise Unavailable(_said(error.smtp_code, error.smtp_error)) from None
        except ssl.SSLError as error:
            raise Unavailable(f"The mail server's certificate is not accepted ({error.reason})") from None
        except (OSError, smtplib.SMTPException, UnicodeError):
            raise Unavailable("The mail server does not answer") from None

    def _connect(self) -> smtplib.SMTP:
        """A connection that has greeted, is encrypted when it can be, and is signed in."""
        checked = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=checked)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            server.ehlo_or_helo_if_needed()
            if not self.is_tls and server.has_extn("starttls"):
                server.starttls(context=checked if self.password else _unchecked())
                server.ehlo()
            elif not self.is_tls and self.password and self.host not in _LOOPBACK:
                raise Unavailable("The mail server offers no encryption, so the password was not sent")
            if self.user and self.password:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        to = message["To"].addresses[0].addr_spec
        written = message.as_bytes()
        options = [] if written.partition(b"\r\n\r\n")[0].isascii() else ["smtputf8", "body=8bitmime"]
        if options and not server.has_extn("smtputf8"):
            raise Refusal("The mail server cannot write to an address with these letters.")
        server.command_encoding = "utf-8" if options else "ascii"
        _demand(*server.mail(self.return_path, options))
        _demand(*server.rcpt(to))
        try:
            _demand(*server.data(written))
        except (OSError, smtplib.SMTPServerDisconnected):
            raise Unavailable("The mail server fell silent", may_have_arrived=True) from None
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()


_transport: Transport | None = None
_sender: Address | None = None


def open_mail(mail_url: str, mail_from: str, folder: Path) -> None:
    """Sends by `mail_url` from now on, as `mail_from`. Raises ValueError, naming the setting."""
    global _transport, _sender
    try:
        _sender = letters.address(*parseaddr(mail_from))
    except Refused as refused:
        raise ValueError(f"MAIL_FROM: {refused.reason}") from None
    _transport = FolderTransport(folder) if mail_url.startswith("dev:") else _smtp(mail_url, _sender.addr_spec)


def transport() -> Transport:
    """What this process sends by."""
    assert _transport is not None, "open_mail() has not been called"
    return _transport


def sender() -> Address:
    """Whom the app's own messages are from, and whose server sends the others."""
    assert _sender is not None, "open_mail() has not been called"
    return _sender


def _smtp(url: str, return_path: str) -> SmtpTransport:
    try:
        parts = urlsplit(url)
        is_tls = parts.scheme == "smtps"
        port = parts.port or (465 if is_tls else 587 if parts.username else 25)
    except ValueError as error:
        raise ValueError(f"MAIL_URL: {error}") from None
    if not parts.hostname:
        raise ValueError("MAIL_URL: it names no server")
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return SmtpTransport(parts.hostname, port, user, password, is_tls, return_path)


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _demand(code: int, words: bytes | str) -> None:
    """Passes a yes; raises Refusal for a 5xx answer and Unavailable for any other no."""
    if 200 <= code < 400:
        return
    raise Refusal(_said(code, words)) if 500 <= code < 600 else Unavailable(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return text.one_line(f"The mail server said: {code} {said}", 300)
