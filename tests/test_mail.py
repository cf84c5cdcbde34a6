"""Messages are safe to build, and go to a folder or a server by one setting; /dev/mail shows the folder."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask.testing import FlaskClient

from app.core import letters, mail
from app.core.errors import Refused

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OURS = Address("Rapport", addr_spec="rapport@wintermere.example")


def a_message(**values: object):  # type: ignore[no-untyped-def]
    given = {
        "sender": OURS,
        "to": letters.address("Bea Baker", "bea@fernholt.example"),
        "subject": "Figures",
        "plain": "See http://localhost/v/abc <b>now</b>",
        "html": '<p style="color: red">See</p><script>alert(1)</script>',
        "message_id": "<one@localhost>",
        "at": AT,
    } | values
    return letters.build(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "subject",
    [
        "a\r\nBcc: v@x.example",
        "a\nb",
        "a\rb",
        "a\x00b",
        "a\x0bb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "=?utf-8?q?a=0d=0aBcc:_v@x.example?=",
        "\ud800",
    ],
)
def test_no_header_comes_in_by_the_subject(subject: str) -> None:
    with pytest.raises(Refused):
        a_message(subject=subject)


@pytest.mark.parametrize("subject", ["Über 数字 & more", "x" * 200, "é" * 200, "a  b", '(a) <b>, "c"', "🙂 " * 60])
def test_honest_subjects_arrive_as_written(subject: str) -> None:
    assert " ".join(str(a_message(subject=subject)["Subject"]).split()) == " ".join(subject.split())


@pytest.mark.parametrize(
    "mailbox", ["", "bea", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>"]
)
def test_only_one_mailbox_is_an_address(mailbox: str) -> None:
    with pytest.raises(Refused):
        letters.address("Bea", mailbox)


def test_addresses_in_other_letters_arrive() -> None:
    assert letters.address("Bea", "bea@bücher.example").addr_spec == "bea@xn--bcher-kva.example"
    message = a_message(to=letters.address("Bée", "bée@bücher.example"))
    assert "bée@xn--bcher-kva.example" in message.as_bytes().decode()


def test_both_parts_are_utf8() -> None:
    message = a_message(plain="Grüße\u2028数字", html="<p>Grüße</p>")
    assert message.get_body(("plain",)).get_content().startswith("Grüße")
    assert message.as_bytes().isascii()


@pytest.mark.parametrize("url", ["smtp://", "smtp://host:port", "smtp://host:99999"])
def test_a_bad_server_is_named_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.open_mail(url, "Rapport <rapport@wintermere.example>", Path("unused"))


def test_a_bad_sender_is_named_at_start() -> None:
    with pytest.raises(ValueError, match="MAIL_FROM"):
        mail.open_mail("dev:", "nobody", Path("unused"))


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "is_tls"),
    [
        ("smtp://relay", "relay", 25, None, None, False),
        ("smtp://me:p%40ss@relay", "relay", 587, "me", "p@ss", False),
        ("smtps://me:x@relay", "relay", 465, "me", "x", True),
        ("smtp://[::1]:2525", "::1", 2525, None, None, False),
    ],
)
def test_the_setting_says_everything(
    url: str, host: str, port: int, user: str | None, password: str | None, is_tls: bool
) -> None:
    mail.open_mail(url, "Rapport <rapport@wintermere.example>", Path("unused"))
    assert mail.transport() == mail.SmtpTransport(host, port, user, password, is_tls, "rapport@wintermere.example")


class Taken:
    """What a mail server on this machine was given, and whether it came encrypted."""

    def __init__(self) -> None:
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """One that nobody vouches for."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-keyout", str(key), "-out", str(cert), "-subj", "/CN=localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@contextmanager
def a_server(**options: object) -> Iterator[tuple[Taken, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    taken = Taken()
    server = Controller(taken, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield taken, port
    finally:
        server.stop()


def test_it_is_encrypted_when_the_server_offers(certificate: ssl.SSLContext) -> None:
    with a_server(tls_context=certificate) as (taken, port):
        mail.SmtpTransport("127.0.0.1", port, None, None, False, "r@wintermere.example").send(a_message())
    assert taken.encrypted == [True]


def test_no_password_goes_to_a_server_nobody_vouches_for(certificate: ssl.SSLContext) -> None:
    with a_server(tls_context=certificate) as (taken, port):
        transport = mail.SmtpTransport("127.0.0.1", port, "me", "secret", False, "r@wintermere.example")
        with pytest.raises(mail.Unavailable, match="certificate"):
            transport.send(a_message())
    assert taken.encrypted == []


def test_a_password_is_not_sent_in_the_clear() -> None:
    # A name that leads to this machine without being one of those the rule excepts.
    with a_server() as (taken, port):
        transport = mail.SmtpTransport("127.1", port, "me", "secret", False, "r@wintermere.example")
        with pytest.raises(mail.Unavailable, match="no encryption"):
            transport.send(a_message())
    assert taken.encrypted == []


@pytest.fixture
def box(client: FlaskClient, tmp_path: Path) -> FlaskClient:
    mail.open_mail("dev:", "Rapport <rapport@wintermere.example>", tmp_path / "mail")
    return client


def test_the_mailbox_is_empty_at_first(box: FlaskClient) -> None:
    page = box.get("/dev/mail")
    assert page.status_code == 200
    assert "No mail yet" in page.text


def test_the_mailbox_lists_and_shows(box: FlaskClient) -> None:
    mail.transport().send(a_message())
    mail.transport().send(a_message(message_id="<two@localhost>", subject="Newer <i>figures</i>"))
    listed = box.get("/dev/mail").text
    assert listed.index("Newer &lt;i&gt;figures") < listed.index(">Figures<")
    key = mail.transport().messages()[1].key  # type: ignore[attr-defined]
    page = box.get(f"/dev/mail/{key}").text
    assert '<a href="http://localhost/v/abc"' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "bea@fernholt.example" in page


def test_formatted_mail_runs_nothing(box: FlaskClient) -> None:
    mail.transport().send(a_message())
    key = mail.transport().messages()[0].key  # type: ignore[attr-defined]
    answer = box.get(f"/dev/mail/{key}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize("key", ["x", "0" * 24, "..%2f..%2fconfig", "%00"])
def test_no_such_message(box: FlaskClient, key: str) -> None:
    assert box.get(f"/dev/mail/{key}").status_code == 404
    assert box.get(f"/dev/mail/{key}/html").status_code == 404


def test_with_a_real_server_there_is_no_mailbox(box: FlaskClient) -> None:
    mail.open_mail("smtp://127.0.0.1:1", "Rapport <rapport@wintermere.example>", Path("unused"))
    assert box.get("/dev/mail").status_code == 404
