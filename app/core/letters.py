"""Building an e-mail that says only what it was told to: no header comes in through a name or a subject."""

from datetime import datetime
from email import message_from_string
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, default
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from app.core import text
from app.core.errors import Refused

HEADERS = ("From", "Sender", "Reply-To", "To", "Subject", "Date", "Message-ID")
_PARTS = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")


def header_problem(value: str) -> str | None:
    """Why `value` may not stand in a header, as a sentence; None when it may.

    `=?` opens an encoded word, which Python decodes and then writes out with its line breaks (CVE-2024-6923).
    """
    if "=?" in value:
        return "Leave out “=?”: mail programs read it as a code."
    if any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in value):
        return "Keep it on one line, without line breaks or control characters."
    if any(0xD800 <= ord(char) < 0xE000 for char in value):
        return "It has a character that cannot be sent."
    return None


def build(
    *,
    sender: Address,
    to: Address,
    subject: str,
    plain: str,
    html: str,
    message_id: str,
    at: datetime,
    author: Address | None = None,
) -> EmailMessage:
    """A message in plain text and HTML. `author` is who wrote it, where that is not `sender`, whose server sends it.

    Raises Refused when a header could be misread, or when the finished message does not read back as it was meant.
    """
    for value in (subject, message_id):
        problem = header_problem(value)
        if problem is not None:
            raise Refused(problem, "subject")
    message = EmailMessage(policy=SMTP if _is_ascii(author, sender, to) else SMTPUTF8)
    try:
        message["From"] = author or sender
        if author is not None:
            message["Sender"] = sender
            message["Reply-To"] = author
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = message_id
        message.set_content(plain, cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        written = message.as_bytes()
    except (ValueError, LookupError, UnicodeError) as error:
        raise Refused(f"This message cannot be written as e-mail: {text.one_line(str(error))}") from None
    _check(written, message_id, to, subject)
    return message


def address(name: str, mailbox: str) -> Address:
    """A name and a mailbox as one header value. Raises Refused for what is no mailbox."""
    shown = text.one_line(name).replace("=?", "= ?")
    try:
        checked = validate_email(mailbox, check_deliverability=False, test_environment=True)
        if checked.ascii_email:
            return Address(shown, addr_spec=checked.ascii_email)
        return Address(shown, username=checked.local_part, domain=checked.ascii_domain)
    except (EmailNotValidError, ValueError, LookupError):
        raise Refused(f"“{text.one_line(mailbox, 80)}” is not an e-mail address.", "to") from None


def _is_ascii(*addresses: Address | None) -> bool:
    return all(each.addr_spec.isascii() for each in addresses if each is not None)


def _check(written: bytes, message_id: str, to: Address, subject: str) -> None:
    """Reads the message as a mail program would. Raises Refused when it has another header or another reader."""
    read = message_from_string(written.decode(), policy=default)
    names = read.keys()
    if set(names) - {*HEADERS, *_PARTS} or len(names) != len(set(names)):
        raise Refused("A header of this message could be misread, so it was not sent.")
    readers = [each.addr_spec for each in read["To"].addresses]
    if readers != [to.addr_spec] or str(read["Message-ID"]) != message_id:
        raise Refused("The address of this message could be misread, so it was not sent.")
    if " ".join(str(read["Subject"]).split()) != " ".join(subject.split()):
        raise Refused("The subject of this message could be misread, so it was not sent.", "subject")
