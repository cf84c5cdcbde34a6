"""Work on content that may be hostile: a named function, run in a child process with limits.

`python -m app.core.child` reads one JSON request a line from its input and answers one JSON line each, with lines
before it that say how far it is. It inherits no setting and no secret. A crash, a timeout or a bomb ends the child,
with all that it has started, and comes back as a sentence.
"""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Self

from app.core.errors import Refused

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ANSWER = 64 << 20
_PIECE, _GLANCE = 1 << 16, 0.1
Told = Callable[[int, int], None]

_out: IO[bytes] | None = None


@dataclass(frozen=True)
class Limits:
    """What one call may use: seconds on the clock and of CPU, megabytes of address space and of one file.

    `silence` is how many seconds of CPU may pass without a word of progress; only functions that `report` may have it.
    `data_mb` bounds what is written to memory, of which libraries that are only mapped take nothing.
    """

    wall: float = 15
    silence: float | None = None
    cpu: int = 10
    memory_mb: int = 1024
    data_mb: int | None = None
    file_mb: int = 256


class ChildFailed(Refused):
    """The child did not finish its work; `reason` says why, for a person to read."""


class Child:
    """A warm child for many calls; it is started when first needed and again after one has died."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def call(self, function: str, given: dict[str, Any], limits: Limits | None = None, told: Told | None = None) -> Any:
        """What `module:function` returns for the keywords `given`; both ways only what JSON can carry.

        `told` hears what the function reports. Raises Refused when the function did, ChildFailed when it crashed or
        went over a limit.
        """
        chosen = limits or self._limits
        process = self._process = self._process or _start(chosen)
        request = {"function": function, "given": given, "cpu": chosen.cpu}
        try:
            answer = _exchange(process, json.dumps(request).encode() + b"\n", chosen, told)
        except BaseException:
            self.stop()
            raise
        if "refused" in answer:
            raise Refused(answer["refused"], answer["field"])
        if "failed" in answer:
            self.stop()
            raise ChildFailed(answer["failed"])
        return answer["result"]

    @property
    def is_up(self) -> bool:
        """Whether a child waits for its next call; one may die between two, by itself or by the system."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ends the child at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None


def run(function: str, given: dict[str, Any], limits: Limits | None = None, told: Told | None = None) -> Any:
    """One call in a child of its own. Raises like `Child.call`."""
    with Child(limits) as child:
        return child.call(function, given, limits, told)


def report(done: int, total: int) -> None:
    """Says, from within a child, that `done` of `total` steps are done; elsewhere it does nothing."""
    if _out is not None:
        _out.write(json.dumps({"done": done, "total": total}).encode() + b"\n")
        _out.flush()


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "app.core.child", json.dumps(asdict(limits))]
    env = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        words, cwd=_ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        # A group of its own, so that what it starts ends with it.
        start_new_session=True,
    )  # fmt: skip


def _exchange(process: subprocess.Popen[bytes], request: bytes, limits: Limits, told: Told | None) -> dict[str, Any]:
    """Sends a line, passes on what is reported, and returns the answer, unless a limit of time is over."""
    assert process.stdin is not None
    until, unread = time.monotonic() + limits.wall, bytearray()
    try:
        process.stdin.write(request)
    except BrokenPipeError:
        raise ChildFailed(_why(process)) from None
    while True:
        found: dict[str, Any] = json.loads(_next_line(process, unread, until, limits.silence))
        if "done" not in found:
            return found
        if told is not None:
            told(found["done"], found["total"])


def _next_line(process: subprocess.Popen[bytes], unread: bytearray, until: float, silence: float | None) -> bytes:
    assert process.stdout is not None
    before = _cpu_of(process)
    # Only the newest piece can hold the end of the line: an answer may be long.
    while b"\n" not in unread[-_PIECE:]:
        # A machine that is busy with other things is no fault of the file.
        left = until - time.monotonic()
        if silence is not None:
            left = min(left, silence - _cpu_of(process) + before)
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, left))
        if not ready and left <= _GLANCE:
            raise ChildFailed("It took too long to process, so we stopped. Try a smaller or simpler one.")
        piece = os.read(process.stdout.fileno(), _PIECE) if ready else b""
        if ready and not piece:
            raise ChildFailed(_why(process))
        unread += piece
        if len(unread) > _LONGEST_ANSWER:
            raise ChildFailed("It holds more than we can process.")
    line, _, rest = bytes(unread).partition(b"\n")
    unread[:] = rest
    return line


def _cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Seconds of CPU it has used; where the system does not say, those on the clock."""
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _why(process: subprocess.Popen[bytes]) -> str:
    """The sentence for a child that went away by itself."""
    try:
        code = process.wait(5)
    except subprocess.TimeoutExpired:
        code = 0
    if code == -24:  # SIGXCPU
        return "It took too much work to process, so we stopped. Try a smaller or simpler one."
    return "It could not be processed: it is damaged, or built in a way we cannot read."


def serve(limits: Limits) -> None:
    """The child's own loop."""
    global _out
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, limits.memory_mb << 20))
    if limits.data_mb is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.data_mb << 20, limits.data_mb << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_mb << 20, limits.file_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Answers go out by a descriptor of their own, so that nothing a library prints can end up among them.
    _out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + request["cpu"]
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        _out.write(json.dumps(_answer(request)).encode() + b"\n")
        _out.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    module, _, name = request["function"].partition(":")
    try:
        return {"result": getattr(import_module(module), name)(**request["given"])}
    except Refused as error:
        return {"refused": error.reason, "field": error.field}
    except RecursionError:
        return {"failed": "It is nested too deeply to process. Flatten its lists and quotes, then try again."}
    except MemoryError:
        return {"failed": "It needs more memory than we allow. Try a smaller one."}
    except Exception as error:
        return {"failed": f"It could not be processed ({type(error).__name__}): it may be damaged."}


if __name__ == "__main__":
    # By its own name: what the functions called here import is that module, not this one.
    import_module("app.core.child").serve(Limits(**json.loads(sys.argv[1])))
