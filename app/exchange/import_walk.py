"""Which files of a folder an import looks at, and why it passes others over."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.exchange import import_pictures

MARKDOWN_ENDINGS = (".md", ".markdown")
VIDEO_ENDINGS = (".mp4", ".webm", ".mov")
FILE_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".pptx", ".docx", ".xlsx", *VIDEO_ENDINGS)
SIDECARS, CAPTIONS = (".yml", ".yaml"), (".vtt", ".srt")
# What an export leaves beside the pieces: its own list of files, and older versions.
EXPORT_LIST, HISTORY = ".rapport-export", "_history"
DEEPEST, MOST_FILES = 40, 20_000


@dataclass(frozen=True)
class Found:
    """A file by its path below the folder; `refusal` says why it is not even opened.

    `sidecars` are the files beside it that speak for it, as `<file>.yml` does; `captions` those beside a video.
    `root` is the folder that is imported.
    """

    name: str
    path: Path
    refusal: str | None = None
    sidecars: tuple[Path, ...] = ()
    captions: tuple[Path, ...] = ()
    root: Path = Path()

    @property
    def file_name(self) -> str:
        """Its own name, without what is not text in it."""
        return self.path.name.encode("utf-8", "ignore").decode()

    @property
    def is_markdown(self) -> bool:
        return self.name.lower().endswith(MARKDOWN_ENDINGS)


def walk(folder: Path) -> Iterator[Found]:
    """Every file below `folder` in order of name. Links are never followed.

    What belongs to another file is left out: its sidecar, the captions of a video, the pictures in a text.
    """
    used = {path for text in _texts(folder, 0) for path in import_pictures.paths_in(text, folder)}
    for number, found in enumerate(_walk(folder, folder, "", 0, frozenset(used))):
        if number == MOST_FILES:
            yield Found(found.name, found.path, f"only the first {MOST_FILES:,} files are looked at")
            return
        yield found


def _texts(folder: Path, depth: int) -> Iterator[Path]:
    """The Markdown files that the walk will open."""
    for entry in _entries(folder) if depth <= DEEPEST else ():
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _texts(Path(entry.path), depth + 1)
        elif entry.name.lower().endswith(MARKDOWN_ENDINGS) and entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []


def _walk(root: Path, folder: Path, prefix: str, depth: int, used: frozenset[Path]) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Found(prefix or ".", folder, f"the folder cannot be opened ({error.strerror})")
        return
    beside, captions = _sidecars(entries), _captions(entries)
    spoken_for = {path.name for paths in beside.values() for path in paths} | {path.name for path in captions}
    for entry in entries:
        path, name = Path(entry.path), prefix + os.fsencode(entry.name).decode("utf-8", "replace")
        if path in used or (entry.name == EXPORT_LIST and not prefix):
            continue
        refusal = _refusal(entry, name, spoken_for)
        if refusal is not None:
            if refusal:
                yield Found(name, path, refusal)
        elif not entry.is_dir(follow_symlinks=False):
            is_video = entry.name.lower().endswith(VIDEO_ENDINGS)
            mine = tuple(beside.get(entry.name, ()))
            yield Found(name, path, sidecars=mine, captions=captions if is_video else (), root=root)
        elif depth == DEEPEST:
            yield Found(name, path, f"folders deeper than {DEEPEST} are not opened")
        else:
            yield from _walk(root, path, name + "/", depth + 1, used)


def _sidecars(entries: Sequence[os.DirEntry[str]]) -> dict[str, list[Path]]:
    """The sidecars of a folder by the name of the document beside them; a Markdown text speaks for itself."""
    documents = {entry.name for entry in entries if entry.name.lower().endswith(FILE_ENDINGS)}
    found: dict[str, list[Path]] = defaultdict(list)
    for entry in entries:
        stem, ending = os.path.splitext(entry.name)
        if ending.lower() in SIDECARS and stem in documents and entry.is_file(follow_symlinks=False):
            found[stem].append(Path(entry.path))
    return found


def _captions(entries: Sequence[os.DirEntry[str]]) -> tuple[Path, ...]:
    """The captions of a folder, if it holds a video that they may belong to."""
    if not any(entry.name.lower().endswith(VIDEO_ENDINGS) for entry in entries):
        return ()
    found = [entry for entry in entries if entry.name.lower().endswith(CAPTIONS)]
    return tuple(Path(entry.path) for entry in found if entry.is_file(follow_symlinks=False))


def _refusal(entry: os.DirEntry[str], name: str, spoken_for: set[str]) -> str | None:
    """A reason, "" for what another file speaks for, or None to go on."""
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        return "a symbolic link; links are not followed"
    if entry.is_dir(follow_symlinks=False):
        return "older versions of an export, which are not read back" if entry.name == HISTORY else None
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return "not an ordinary file"
    if entry.name in spoken_for:
        return ""
    if not entry.name.lower().endswith(MARKDOWN_ENDINGS + FILE_ENDINGS):
        return "not Markdown, a PDF, a picture, an Office file or a video"
    return "its path is too long" if len(name) > 400 else None
