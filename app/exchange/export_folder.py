"""The folder of an export: each file appears whole or not at all, and nothing that somebody else put there is lost."""

import os
from collections import defaultdict
from pathlib import Path

from app.core.errors import Refused
from app.exchange.import_walk import EXPORT_LIST
from app.library import files

_PART = ".rapport-part"
_HEADING = "Written by `flask library export`, which overwrites what is named here. Do not edit."


class ExportFolder:
    """A folder to write into. Raises Refused for one that holds files of others, or our own changed since.

    A list beside the files names each with its SHA-256. It grows before a file is put in place, so that an export
    that was cut off knows its own files again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._old = _listed(self.path / EXPORT_LIST)
        self._new: dict[str, str] = {}
        _check(self.path, self._old)
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / EXPORT_LIST).open("a", encoding="utf-8") as listed:
            listed.write("" if listed.tell() else _HEADING + "\n")

    def put_text(self, name: str, words: str) -> None:
        """Writes a text file at a path below the folder."""
        (self.path / _PART).write_bytes(words.encode())
        self._place(name)

    def put_stored(self, name: str, key: str) -> None:
        """Copies a stored file there. Raises FileNotFoundError."""
        files.fetch(key, self.path / _PART)
        self._place(name)

    def finish(self) -> None:
        """Takes away what earlier exports wrote and this one did not, and writes the list anew."""
        for name in self._old.keys() - self._new.keys():
            (self.path / name).unlink(missing_ok=True)
        for folder, _, _ in os.walk(self.path, topdown=False):
            if folder != str(self.path) and not os.listdir(folder):
                os.rmdir(folder)
        lines = [f"{digest}  {name}" for name, digest in sorted(self._new.items())]
        (self.path / _PART).write_bytes("\n".join([_HEADING, *lines, ""]).encode())
        (self.path / _PART).replace(self.path / EXPORT_LIST)

    def _place(self, name: str) -> None:
        part, target = self.path / _PART, self.path / name
        digest = files.digest_of(part)
        with (self.path / EXPORT_LIST).open("a", encoding="utf-8") as listed:
            listed.write(f"{digest}  {name}\n")
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
        self._new[name] = digest


def _listed(path: Path) -> dict[str, set[str]]:
    """The hashes a file may have by its path; of a list that was cut off in the middle of a line, the rest."""
    found: dict[str, set[str]] = defaultdict(set)
    if path.is_file() and not path.is_symlink():
        for line in path.read_text("utf-8", "replace").splitlines()[1:]:
            digest, _, name = line.partition("  ")
            found[name].add(digest)
    return dict(found)


def _check(folder: Path, known: dict[str, set[str]]) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file, not a folder.")
    for place, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in [*names, *linked]:
            path = Path(place) / name
            below = path.relative_to(folder).as_posix()
            if below in (EXPORT_LIST, _PART) and not path.is_symlink():
                continue
            if below not in known or path.is_symlink():
                raise Refused(f"{path} was not written by an export. Choose an empty folder.")
            if files.digest_of(path) not in known[below]:
                raise Refused(f"{path} was changed since it was exported. Import it first, or move it away.")
