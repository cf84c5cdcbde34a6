"""The real server in a process of its own, as `make serve` starts it, on a fresh database."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "three quiet winter words"


@dataclass
class Server:
    """`folder` holds everything it writes; `url` is where it listens."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "SECRET_KEY": "browser-tests-0123456789abcdef0123456789",
            "DATABASE_URL": f"sqlite:///{self.folder / 'rapport.db'}",
            "STORAGE_URL": f"file:{self.folder / 'files'}",
            "SEARCH_INDEX": str(self.folder / "index"),
            "INSTANCE": str(self.folder),
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "WORKSPACE_NAME": "Wintermere",
            "DEVELOPMENT": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.extra,
        }

    def prepare(self, *users: tuple[str, str, str]) -> None:
        """An empty workspace with `users`: (email, name, role)."""
        self.port = self.port or free_port()
        self.flask("db", "upgrade")
        for email, name, role in users:
            self.flask("user", "add", email, "--name", name, "--role", role, "--password", PASSWORD)

    def flask(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"],
            cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text()[-4000:])

    def kill(self) -> None:
        """As a power cut would end it: every process at once, nothing said."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """As an operator would end it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def mails(self) -> list[str]:
        """The text of every message in the mailbox, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*.eml")):
            body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
            assert body is not None
            found.append(body.get_content())
        return found

    def links(self) -> list[str]:
        """Every tracked link that was mailed."""
        return [link for mail in self.mails() for link in re.findall(rf"{re.escape(self.url)}/v/[\w-]+", mail)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, true: object, seconds: float = 20) -> None:
    """Asks until it is so: for what happens in a job."""
    assert callable(true)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")
