"""What hostile files cost and how they end: run as a program, so that the peak of memory is that of its own children.

    python -m tests.documents.measuring FOLDER…

Each folder holds a file `given`; what is drawn of it goes into the folder.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.child import run
from app.core.errors import Refused
from app.documents import limits
from app.documents.file_types import format_of
from app.documents.formats import VIDEO

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """How a file ended. `found` is None when it was refused, for `reason`.

    `seconds` are of CPU; the peak is of it and all before it.
    """

    found: dict[str, Any] | None
    reason: str
    seconds: float
    peak_mb: int


def costs_of(folders: Sequence[Path]) -> list[Cost]:
    """Opens the files as the server does, one after the other, in a process of its own."""
    words = [sys.executable, "-m", "tests.documents.measuring", *map(str, folders)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    return [Cost(**json.loads(line)) for line in done.stdout.splitlines()]


def open_as_served(path: Path, folder: Path) -> dict[str, Any]:
    """What `documents.pages_of` returns, under the limits of the server."""
    format = format_of(path)
    given = {"path": str(path), "folder": str(folder), "format": format, "page_limit": 300}
    found: dict[str, Any] = run(
        "app.documents.pages:pages_of", given, limits.VIDEO if format == VIDEO else limits.DOCUMENT
    )
    return found


def _measure(folder: Path) -> None:
    started, found, reason = _worked(), None, ""
    try:
        found = open_as_served(folder / "given", folder)
    except Refused as refused:
        reason = refused.reason
    seconds = _worked() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    print(json.dumps({"found": found, "reason": reason, "seconds": seconds, "peak_mb": peak >> 10}), flush=True)


def _worked() -> float:
    """Seconds of CPU, of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    for each in sys.argv[1:]:
        _measure(Path(each))
