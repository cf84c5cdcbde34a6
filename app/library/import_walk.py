"""Which files of a folder an import looks at, and why it passes others over."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARKDOWN_ENDINGS = (".md", ".markdown")
FILE_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif")
SIDECARS = (".yml", ".yaml")
DEEPEST, MOST_FILES = 40, 20_000


@dataclass(frozen=True)
class Found:
    """A file by its path below the folder; `refusal` says why it is not even opened.

    `sidecars` are the files beside it that speak for it, as `<file>.yml` does.
    """

    name: str
    path: Path
    refusal: str | None = None
    sidecars: tuple[Path, ...] = ()

    @property
    def is_markdown(self) -> bool:
        return self.name.lower().endswith(MARKDOWN_ENDINGS)


def walk(folder: Path) -> Iterator[Found]:
    """Every file below `folder` in order of name, sidecars left out. Links are never followed."""
    for number, found in enumerate(_walk(folder, "", 0)):
        if number == MOST_FILES:
            yield Found(found.name, found.path, f"only the first {MOST_FILES:,} files are looked at")
            return
        yield found


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Found(prefix or ".", folder, f"the folder cannot be opened ({error.strerror})")
        return
    beside = _sidecars(entries)
    spoken_for = {path.name for paths in beside.values() for path in paths}
    for entry in entries:
        name = prefix + os.fsencode(entry.name).decode("utf-8", "replace")
        refusal = _refusal(entry, name, spoken_for)
        if refusal is not None:
            if refusal:
                yield Found(name, Path(entry.path), refusal)
        elif not entry.is_dir(follow_symlinks=False):
            yield Found(name, Path(entry.path), sidecars=tuple(beside.get(entry.name, ())))
        elif depth == DEEPEST:
            yield Found(name, Path(entry.path), f"folders deeper than {DEEPEST} are not opened")
        else:
            yield from _walk(Path(entry.path), name + "/", depth + 1)


def _sidecars(entries: list[os.DirEntry[str]]) -> dict[str, list[Path]]:
    """The sidecars of a folder by the name of the document beside them; a Markdown text speaks for itself."""
    documents = {entry.name for entry in entries if entry.name.lower().endswith(FILE_ENDINGS)}
    found: dict[str, list[Path]] = defaultdict(list)
    for entry in entries:
        stem, ending = os.path.splitext(entry.name)
        if ending.lower() in SIDECARS and stem in documents and entry.is_file(follow_symlinks=False):
            found[stem].append(Path(entry.path))
    return found


def _refusal(entry: os.DirEntry[str], name: str, spoken_for: set[str]) -> str | None:
    """A reason, "" for a sidecar whose file will speak for it, or None to go on."""
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        return "a symbolic link; links are not followed"
    if entry.is_dir(follow_symlinks=False):
        return None
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return "not an ordinary file"
    if entry.name in spoken_for:
        return ""
    if not entry.name.lower().endswith(MARKDOWN_ENDINGS + FILE_ENDINGS):
        return "not Markdown, a PDF or a picture"
    return "its path is too long" if len(name) > 400 else None
