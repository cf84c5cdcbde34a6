"""What buyers and colleagues read by mail, word for word. `UPDATE_SNAPSHOTS=1` writes the files anew."""

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import mailer
from app.core import mail
from app.core.errors import NotFound
from app.core.mailbox import FolderTransport, Kept
from app.sending.models import SENT
from tests.cast import Cast
from tests.factories import a_person, an_asset
from tests.sending.sends import a_send, deliveries, work

SNAPSHOTS = Path(__file__).parent / "snapshots"


def folder() -> FolderTransport:
    found = mail.transport()
    assert isinstance(found, FolderTransport)
    return found


def same_as(name: str, text: str) -> None:
    text = re.sub(r"[A-Za-z0-9_-]{43}", "TOKEN", text.replace("\r\n", "\n"))
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text)
    assert text == path.read_text()


def a_message(cast: Cast) -> Kept:
    (kept,) = folder().messages()
    return kept


def test_a_share_reads_as_agreed(sqlite: Engine, cast: Cast) -> None:
    a_send(
        cast,
        [cast.bea],
        [an_asset(cast.maya, "Payback in 11 months"), an_asset(cast.maya, "R&D <plan>", pages=["One."])],
    )
    work()
    kept = a_message(cast)
    same_as("share.txt", f"Subject: {kept.message['Subject']}\n\n{kept.part('plain')}")
    same_as("share.html", kept.part("html"))
    assert [d.state for d in deliveries()] == [SENT]


def test_an_invitation_reads_as_agreed(sqlite: Engine, cast: Cast) -> None:
    mailer.invite(cast.rosa, "t" * 43)
    kept = a_message(cast)
    assert kept.message["To"] == "Rosa Reyes <rosa@wintermere.example>"
    same_as("invite.txt", f"Subject: {kept.message['Subject']}\n\n{kept.part('plain')}")
    same_as("invite.html", kept.part("html"))


def test_the_html_loads_nothing_and_runs_nothing(sqlite: Engine, cast: Cast) -> None:
    a_send(
        cast, [cast.bea], [an_asset(cast.maya, "<script>x</script>")], message="<img src=//x.example> & {first name}"
    )
    work()
    html = a_message(cast).part("html")
    assert "&lt;img src=//x.example&gt; &amp; Bea" in html
    for word in ("<img", "<script", "<link", "<style", "url(", "@import"):
        assert word not in html.lower()
    assert set(re.findall(r"(?:src|href)=\"([^\"]{0,25})", html)) == {"http://localhost/v/" + html.split("/v/")[1][:6]}


def test_a_name_cannot_add_a_header_or_a_reader(sqlite: Engine, cast: Cast) -> None:
    cast.ravi.name = 'Rao, "R" <x@evil.example>, =?utf-8?q?a=0d=0aBcc:_v@x.example?='
    odd = a_person(cast.fernholt, "Bjørn, Ødegård (CFO) <y@evil.example>", email="b@fernholt.example")
    a_send(cast, [odd], [an_asset(cast.maya)], subject="Tall på Ødegård 数字")
    work()
    message = a_message(cast).message
    assert [each.addr_spec for each in message["To"].addresses] == ["b@fernholt.example"]
    assert [each.addr_spec for each in message["From"].addresses] == ["ravi@wintermere.example"]
    assert message["Subject"] == "Tall på Ødegård 数字"
    assert "Bcc" not in message


def test_sent_twice_it_is_in_the_folder_once(sqlite: Engine, cast: Cast) -> None:
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    work()
    kept = a_message(cast)
    mail.transport().send(kept.message)
    assert len(folder().messages()) == 1
    assert not list(folder().folder.glob("*.tmp"))


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 24, "x" * 10_000, "\x00"])
def test_the_folder_gives_only_its_messages(sqlite: Engine, cast: Cast, key: str) -> None:
    with pytest.raises(NotFound):
        folder().read(key)


def test_a_dead_server_does_not_stop_an_invitation_from_being_handed_over(sqlite: Engine, cast: Cast) -> None:
    mail.open_mail("smtp://127.0.0.1:1", "Rapport <r@wintermere.example>", Path("unused"))
    assert mailer.try_invite(cast.rosa, "t" * 43) is False
    assert mailer.invitation_url("abc") == "http://localhost/invitations/abc"
