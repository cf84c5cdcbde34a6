"""Running LibreOffice and ffmpeg on files that may be hostile: from the child only, within limits and for a time."""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

from app.core.child import report

_LIBC = ctypes.CDLL(None)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_TICK = 0.2
_WORD_EVERY = 2.0


def find(name: str) -> str | None:
    """Where a program is, if this machine has it."""
    return shutil.which(name)


def present() -> dict[str, bool]:
    """Which of the programs we make use of are here."""
    return {"libreoffice": find("soffice") is not None, "ffmpeg": bool(find("ffmpeg") and find("ffprobe"))}


def run(words: list[str], folder: Path, seconds: int, memory_mb: int) -> bytes | None:
    """Its output, or None when it failed or took too long; with it ends all that it started.

    It has no network where the machine allows to take that away, no settings, and `folder` for a home.
    """
    timed = ["timeout", "--signal=KILL", "--kill-after=1", str(seconds), *_offline(), *words]
    env = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)}
    # Nothing listens there: a program that asks a proxy for the network gets none.
    env |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")

    def begin() -> None:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))

    with (folder / "printed").open("w+b") as printed:
        process = subprocess.Popen(
            timed, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.DEVNULL,
            # The child has no threads that this could upset.
            preexec_fn=begin,
        )  # fmt: skip
        _wait(process)
        printed.seek(0)
        return printed.read(1 << 20) if process.returncode == 0 else None


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Until it ends, with a word now and then so that nobody takes us for dead."""
    spoken = time.monotonic()
    while True:
        try:
            process.wait(_TICK)
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() - spoken > _WORD_EVERY:
                report(0, 0)
                spoken = time.monotonic()


def _offline() -> list[str]:
    """What to put before a command so that it has no network, where that is allowed."""
    if not find("unshare"):
        return []
    words = ["unshare", "--net", "--map-current-user"]
    tried = subprocess.run([*words, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return words if tried.returncode == 0 else []
