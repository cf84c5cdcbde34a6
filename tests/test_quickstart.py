"""README's quickstart, as written, in a copy of the tracked files with an empty home."""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import DEMO_PASSWORD
from tests.browser.server import ROOT, free_port

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone of this state would hold: everything git would track."""
    copy = tmp_path_factory.mktemp("checkout")
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in names:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


def quickstart() -> str:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    return str(blocks[0]).strip()


@contextmanager
def running(checkout: Path, port: int, home: Path) -> Iterator[float]:
    """The quickstart, until the address answers; yields how many seconds that took."""
    log = (checkout / "demo.log").open("ab")
    keep = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "UV_", "SSL_")) or name == "PATH"}
    began = time.monotonic()
    process = subprocess.Popen(
        ["sh", "-c", quickstart()], cwd=checkout, stdout=log, stderr=log, start_new_session=True,
        env={**keep, "HOME": str(home), "PORT": str(port)},
    )  # fmt: skip
    try:
        while not answers(port):
            assert process.poll() is None, (checkout / "demo.log").read_text()[-3000:]
            assert time.monotonic() - began < 600, (checkout / "demo.log").read_text()[-3000:]
            time.sleep(0.2)
        yield time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def today_of(who: str, port: int) -> str:
    """What somebody reads on the front page after signing in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"http://localhost:{port}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token.group(1), "email": f"{who}@wintermere.example", "password": DEMO_PASSWORD, "next": ""}
    return str(browser.open(f"http://localhost:{port}/sign-in", urllib.parse.urlencode(form).encode()).read().decode())


def test_it_starts_says_something_and_starts_again_in_seconds(checkout: Path, tmp_path: Path) -> None:
    port = free_port()
    with running(checkout, port, tmp_path):
        said = (checkout / "demo.log").read_text()
        assert f"http://localhost:{port}" in said
        assert "priya@wintermere.example" in said
        assert DEMO_PASSWORD in said
        assert "Ingrid Solheim" in today_of("priya", port)
    with running(checkout, port, tmp_path) as seconds:
        assert "Ingrid Solheim" in today_of("priya", port)
    assert seconds < 60
