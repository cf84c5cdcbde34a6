"""Work on content that may be hostile: a named function, run in a child process with limits.

`python -m app.core.child` reads one JSON request a line from its input and answers one JSON line each. It inherits
no setting and no secret. A crash, a timeout or a bomb ends the child and comes back as a sentence.
"""

import json
import os
import resource
import select
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from app.core.errors import Refused

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ANSWER = 64 << 20


@dataclass(frozen=True)
class Limits:
    """What one call may use: seconds on the clock and of CPU, megabytes of address space and of one file."""

    wall: float = 15
    cpu: int = 10
    memory_mb: int = 1024
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

    def call(self, function: str, given: dict[str, Any], limits: Limits | None = None) -> Any:
        """What `module:function` returns for the keywords `given`; both ways only what JSON can carry.

        Raises Refused when the function did, ChildFailed when it crashed or went over a limit.
        """
        chosen = limits or self._limits
        process = self._process = self._process or _start(chosen)
        request = {"function": function, "given": given, "cpu": chosen.cpu}
        try:
            answer = _exchange(process, json.dumps(request).encode() + b"\n", chosen.wall)
        except ChildFailed:
            self.stop()
            raise
        if "refused" in answer:
            raise Refused(answer["refused"], answer["field"])
        if "failed" in answer:
            self.stop()
            raise ChildFailed(answer["failed"])
        return answer["result"]

    def stop(self) -> None:
        """Ends the child at once."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def run(function: str, given: dict[str, Any], limits: Limits | None = None) -> Any:
    """One call in a child of its own. Raises like `Child.call`."""
    with Child(limits) as child:
        return child.call(function, given)


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "app.core.child", json.dumps(asdict(limits))]
    env = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        words, cwd=_ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    )


def _exchange(process: subprocess.Popen[bytes], request: bytes, wall: float) -> dict[str, Any]:
    """Sends a line and waits for the answer's line until `wall` seconds have gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    until, answer = time.monotonic() + wall, bytearray()
    try:
        process.stdin.write(request)
    except BrokenPipeError:
        raise ChildFailed(_why(process)) from None
    while not answer.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise ChildFailed("It took too long to process, so we stopped. Try a smaller or simpler one.")
        piece = os.read(process.stdout.fileno(), 1 << 16)
        if not piece:
            raise ChildFailed(_why(process))
        answer += piece
        if len(answer) > _LONGEST_ANSWER:
            raise ChildFailed("It holds more than we can process.")
    found: dict[str, Any] = json.loads(answer)
    return found


def _why(process: subprocess.Popen[bytes]) -> str:
    """The sentence for a child that went away by itself."""
    try:
        code = process.wait(5)
    except subprocess.TimeoutExpired:
        code = 0
    if code == -24:  # SIGXCPU
        return "It took too much work to process, so we stopped. Try a smaller or simpler one."
    return "It could not be processed: it is damaged, or built in a way we cannot read."


def _serve(limits: Limits) -> None:
    """The child's own loop."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, limits.memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_mb << 20, limits.file_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Answers go out by a descriptor of their own, so that nothing a library prints can end up among them.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + request["cpu"]
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        out.write(json.dumps(_answer(request)).encode() + b"\n")
        out.flush()


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
    _serve(Limits(**json.loads(sys.argv[1])))
