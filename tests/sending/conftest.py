"""A key for links, a folder for mail, and a real SMTP server that can refuse, stall and die."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from app.core import mail
from app.sending import links
from tests.conftest import SECRET

FROM = "Rapport <rapport@wintermere.example>"


@dataclass
class Sink:
    """What an SMTP server was given. `answers` holds, by recipient, what it says instead of yes; `stall` is
    how many seconds it takes to say that it has a message."""

    received: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    stall: float = 0
    port: int = 0
    stop: Callable[[], None] = lambda: None
    start: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.at_data.get(envelope.rcpt_tos[0])
        if answer is not None:
            return answer
        message = message_from_bytes(envelope.content, policy=default)
        self.received.append((envelope.mail_from, list(envelope.rcpt_tos), message))
        await asyncio.sleep(self.stall)
        return "250 taken"

    @property
    def readers(self) -> list[str]:
        return [to for _, tos, _ in self.received for to in tos]


@pytest.fixture(autouse=True)
def opened(tmp_path: Path) -> None:
    links.open_links(SECRET, "http://localhost")
    mail.open_mail("dev:", FROM, tmp_path / "mail")


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The app sends by a real SMTP server on this machine."""
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sink.port = free.getsockname()[1]
    controllers: list[Controller] = []

    def stop() -> None:
        controllers.pop().stop()

    def start() -> None:
        again = Controller(sink, hostname="127.0.0.1", port=sink.port, enable_SMTPUTF8=True)
        again.start()
        controllers.append(again)

    sink.stop, sink.start = stop, start
    start()
    mail.open_mail(f"smtp://127.0.0.1:{sink.port}", FROM, Path("unused"))
    yield sink
    for each in controllers:
        each.stop()
