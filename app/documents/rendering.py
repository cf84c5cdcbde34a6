"""Markdown as the safe HTML of pages. `render` asks a child with limits; a buyer's request never comes here."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core import text
from app.core.child import Child, Limits, run
from app.core.errors import Refused

SOURCE_LIMIT = 100_000
LIMITS = Limits(wall=8, cpu=5, memory_mb=512, file_mb=1)


@dataclass(frozen=True)
class RenderedPage:
    """One page: its heading as text, its HTML sanitised, its words."""

    title: str
    html: str
    text: str
    words: int


@dataclass(frozen=True)
class Rendered:
    """What a source became. `notes` are sentences for the writer; `heading` is a leading `# Title`, if any."""

    pages: list[RenderedPage]
    notes: list[str]
    heading: str

    def changed(self, change: Callable[[str], str]) -> "Rendered":
        """The same with each page's HTML put through `change`."""
        return replace(self, pages=[replace(page, html=change(page.html)) for page in self.pages])


def render(source: str, title: str, child: Child | None = None) -> Rendered:
    """The pages of `source`. Raises Refused with a sentence for the field `source`."""
    given = {"source": checked(source), "title": title}
    call = child.call if child is not None else run
    try:
        found = call("app.documents.markdown_pages:pages_of", given, LIMITS)
    except Refused as error:
        raise Refused(error.reason, "source") from None
    return Rendered([RenderedPage(**page) for page in found["pages"]], found["notes"], found["heading"])


def checked(source: str) -> str:
    """The source as it is kept: tidied, of a size that can be rendered. Raises Refused."""
    clean = text.tidy(source.replace("\r\n", "\n").replace("\r", "\n"), SOURCE_LIMIT * 2)
    if len(clean.encode()) > SOURCE_LIMIT:
        raise Refused(f"This is too long: a piece may have {SOURCE_LIMIT // 1000} kB of text. Split it.", "source")
    if not clean:
        raise Refused("Write something first.", "source")
    return clean
