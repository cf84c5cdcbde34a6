"""Killing the server while events are posted, and counting what it acknowledged against what it kept.

python -m tests.kill.killing [--times 10] [--seconds 2]
"""

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from sqlalchemy import create_engine, text

from tests.browser.server import ROOT, Server

POSTERS = 8
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"}


@dataclass
class Tally:
    """What one run came to. `again` counts messages sent a second time because no answer came to the first."""

    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    again: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    slowest_start: float = 0.0

    def words(self) -> str:
        return (
            f"{self.kills} kills: {len(self.sent)} events sent, {self.again} of them again, "
            f"{len(self.acknowledged)} acknowledged; {self.lost} lost, {self.doubled} doubled, "
            f"{self.unknown} never sent; ready again in {self.slowest_start:.1f} s at most"
        )


def run(folder: Path, times: int, seconds: float) -> Tally:
    """Posts from several readers at once and kills the server `times` times, then compares."""
    server = Server(folder, extra={"LOG_LEVEL": "ERROR"})
    server.prepare(("ravi@wintermere.example", "Ravi Rao", "rep"))
    links = _links(server)
    server.start()
    passes = [_admitted(server, token) for token in links]
    tally, stop = Tally(), threading.Event()
    posters = [
        threading.Thread(target=_post, args=(server, token, held, tally, stop))
        for token, held in zip(links, passes, strict=True)
    ]
    for poster in posters:
        poster.start()
    try:
        for _ in range(times):
            time.sleep(seconds)
            server.kill()
            begun = time.monotonic()
            server.start()
            tally.kills += 1
            tally.slowest_start = max(tally.slowest_start, time.monotonic() - begun)
        time.sleep(seconds)
    finally:
        stop.set()
        for poster in posters:
            poster.join(30)
        server.stop()
    _compare(server, tally)
    return tally


def _post(server: Server, token: str, held: str, tally: Tally, stop: threading.Event) -> None:
    """One reader's page: each message until it is answered, as often as that takes."""
    load, seq, said = str(uuid4()), 0, ""
    while not stop.is_set():
        if not said:
            seq += 1
            said = str(uuid4())
            tally.sent.add(said)
        else:
            tally.again += 1
        body = {"pass": held, "visit": load, "id": said, "kind": "beat", "seq": seq, "pages": {"1": [seq * 10] * 2}}
        try:
            link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            link.request("POST", f"/v/{token}/events", json.dumps(body), {**AGENT, "Content-Type": "text/plain"})
            if link.getresponse().status == 204:
                tally.acknowledged.add(said)
                said = ""
            link.close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)


def _admitted(server: Server, token: str) -> str:
    """Presses Open on the cover page and returns the pass of the document."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    link.request("GET", f"/v/{token}", headers=AGENT)
    nonce = re.search(r'name="nonce" value="([^"]+)"', link.getresponse().read().decode())
    assert nonce is not None
    form = urlencode({"nonce": nonce.group(1), "choice": "open"})
    link.request("POST", f"/v/{token}", form, {**AGENT, "Content-Type": "application/x-www-form-urlencoded"})
    answer = link.getresponse()
    answer.read()
    return urlsplit(answer.headers["Location"]).query.removeprefix("p=")


def _compare(server: Server, tally: Tally) -> None:
    """Loads what was spooled, then asks the database."""
    server.flask("worker", "--once")
    engine = create_engine(server.env["DATABASE_URL"])
    with engine.connect() as connection:
        kept = list(connection.scalars(text("SELECT client_id FROM event WHERE kind = 'beat'")))
    engine.dispose()
    tally.lost = len(tally.acknowledged - set(kept))
    tally.doubled = len(kept) - len(set(kept))
    tally.unknown = len(set(kept) - tally.sent)


def _links(server: Server) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.links", str(POSTERS)],
        cwd=ROOT, env=server.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=2.0)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(run(Path(place), wanted.times, wanted.seconds).words())
