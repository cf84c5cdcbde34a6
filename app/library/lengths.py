"""How much there is to read or watch, in words."""

from app.documents.formats import LINK
from app.library.models import Version


def length_of(version: Version | None) -> str:
    """How long a video is, how many pages a document has; nothing of a link or of what is not prepared."""
    if version is None or version.format == LINK:
        return ""
    if version.seconds:
        return time_of(version.seconds)
    return _counted(version.page_count, "page") if version.page_count else ""


def time_of(seconds: int) -> str:
    """Seconds of a short video, minutes of a longer one."""
    return _counted(seconds, "second") if seconds < 90 else f"about {_counted(round(seconds / 60), 'minute')}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
