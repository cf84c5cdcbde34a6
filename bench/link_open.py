"""Opening a tracked link, recorded durably, against a bare Flask template on the same server in the same run.

    python -m bench.link_open [--seconds 5] [--rounds 3]

The floor is a small template; beside it stands the cover page's own template, rendered by a bare Flask app.
All run on gunicorn with the settings of gunicorn.conf.py, in turn, so that what else the machine does hits all
alike. Prints requests a second, their ratio (to reach: 0.5) and the resident memory of the web process.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil

from bench import load
from tests.browser.server import ROOT, Server, free_port

LINKS = 200


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=5)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--jobs", choices=("worker", "threads"), default="worker")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), extra={"JOBS": wanted.jobs, "LOG_LEVEL": "ERROR"})
        server.prepare(("ravi@wintermere.example", "Ravi Rao", "rep"))
        paths = [f"/v/{token}" for token in _links(server)]
        server.start()
        try:
            with _bare() as (port, process):
                _compare(server, port, process, paths, wanted)
        finally:
            server.stop()


def _compare(
    server: Server, bare_port: int, bare_process: psutil.Process, paths: list[str], wanted: argparse.Namespace
) -> None:
    print(f"web process at rest: {resident(server):.0f} MB")
    for port, path in ((bare_port, ["/bare/warm"]), (bare_port, ["/cover/warm"]), (server.port, paths)):
        load.run(port, path, seconds=1)
    ratios, covers = [], []
    for _ in range(wanted.rounds):
        before = _cpu(bare_process), _cpu(_worker(server))
        bare = load.run(bare_port, ["/bare/Bea"], seconds=wanted.seconds)
        opened = load.run(server.port, paths, seconds=wanted.seconds)
        work = [
            (after - first) / (outcome.rate * wanted.seconds) * 1e6
            for after, first, outcome in zip(
                (_cpu(bare_process), _cpu(_worker(server))), before, (bare, opened), strict=True
            )
        ]
        same = load.run(bare_port, ["/cover/Bea"], seconds=wanted.seconds)
        ratios.append(opened.rate / bare.rate)
        covers.append(opened.rate / same.rate)
        print(
            f"bare {bare.rate:.0f}/s   link {opened.rate:.0f}/s (median {opened.median_ms:.0f} ms, p95 "
            f"{opened.p95_ms:.0f} ms, {opened.failed} failed)   ratio {ratios[-1]:.2f}   "
            f"bare Flask with the same page {same.rate:.0f}/s, ratio {covers[-1]:.2f}"
        )
        print(f"processor time a request: bare {work[0]:.0f} us, link {work[1]:.0f} us")  # fmt: skip
    print(f"ratio {median(ratios):.2f} (to reach: 0.50); to the same page without a record {median(covers):.2f}")
    print(f"web process after it: {resident(server):.0f} MB")


def _links(server: Server) -> list[str]:
    """The tokens of links to one document, each to a person of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.links", str(LINKS)],
        cwd=ROOT, env=server.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@contextmanager
def _bare() -> Iterator[tuple[int, psutil.Process]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads",
         os.environ.get("WEB_THREADS", "16"), "--log-level", "error", "bare:app"],
        # Not in the root: there gunicorn would read the settings of the app.
        cwd=ROOT / "bench",
    )  # fmt: skip
    try:
        time.sleep(2)
        yield port, psutil.Process(process.pid).children()[0]
    finally:
        process.terminate()
        process.wait(30)


def resident(server: Server) -> float:
    """Megabytes of the one worker."""
    return float(_worker(server).memory_info().rss) / 1e6


def _worker(server: Server) -> psutil.Process:
    assert server.process is not None
    return psutil.Process(server.process.pid).children()[0]


def _cpu(process: psutil.Process) -> float:
    """Seconds of processor time it has used: unlike the rate, hardly disturbed by what else runs on the machine."""
    used = process.cpu_times()
    return float(used.user + used.system)


if __name__ == "__main__":
    main()
