"""Events that could not reach the database: kept in a file, durable, until it answers again."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from app.tracking.arrivals import Arrival, from_row

_folder: Path | None = None


def open_spool(folder: Path) -> None:
    """Keeps events in `folder` from now on; it is made when first needed."""
    global _folder
    _folder = folder


def keep(arrivals: list[Arrival]) -> None:
    """Appends to this process's file and waits until the disk has it. Raises OSError when it cannot."""
    with _locked() as folder, (folder / f"{os.getpid()}.jsonl").open("ab") as file:
        file.write(b"".join(json.dumps(asdict(each)).encode() + b"\n" for each in arrivals))
        file.flush()
        os.fdatasync(file.fileno())


def is_empty() -> bool:
    """Whether nothing waits."""
    return _folder is None or not _folder.is_dir() or not any(_folder.glob("*.jsonl*"))


def take() -> Iterator[tuple[Path, list[Arrival]]]:
    """Each waiting file with its events. It is the caller's to delete once they are stored; else it is met again."""
    if is_empty():
        return
    with _locked() as folder:
        for path in folder.glob("*.jsonl"):
            path.rename(path.with_name(f"{path.name}.{os.urandom(4).hex()}"))
        taken = sorted(folder.glob("*.jsonl.*"))
    for path in taken:
        try:
            yield path, list(_lines(path.read_bytes()))
        except FileNotFoundError:
            continue


def _lines(raw: bytes) -> Iterator[Arrival]:
    for line in raw.splitlines():
        try:
            yield from_row(json.loads(line))
        except (ValueError, TypeError, KeyError):
            # A line torn by a crash was never acknowledged.
            continue


@contextmanager
def _locked() -> Iterator[Path]:
    assert _folder is not None, "open_spool() has not been called"
    _folder.mkdir(parents=True, exist_ok=True)
    with (_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _folder
