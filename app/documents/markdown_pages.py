"""Python-Markdown, cut into pages at every `##` and sanitised by a short list; runs in the child only."""

import re
import secrets
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from app.core import text
from app.core.errors import Refused
from app.documents.plain_text import text_of

PAGE_LIMIT = 200
HTML_LEFT_OUT = "HTML tags were left out: only Markdown is shown."
PICTURES_LEFT_OUT = (
    "Pictures of other sites were replaced by their descriptions: drop the picture itself into the text."
)

_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "em",
    "strong", "del", "sup", "sub", "hr", "br", "a", "img", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "title"},
    "li": {"id"},
    "sup": {"id"},
    "ol": {"start"},
    "img": {"alt", "data-picture"},
} | {f"h{level}": {"id"} for level in range(1, 7)}
_ALIGN = {cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")}
_SCHEMES = ("https://", "http://", "mailto:")
# A picture of ours is named by its public id and gets its address where it is shown.
_PICTURE = re.compile(r"picture:([2-9a-z]{14})")
_BRACKETS = str.maketrans("<>", "‹›")
# Ids of a document must never meet those of the page around it.
_OURS = ("s-", "fn")


class _Dropped(InlineProcessor):
    """Takes an inline HTML tag or comment away and remembers that it did."""

    found = False

    def handleMatch(self, m: Any, data: str) -> tuple[str, int, int]:  # type: ignore[override]
        self.found = True
        return "", m.start(0), m.end(0)


class _Cut(Treeprocessor):
    """Marks where pages begin, replaces others' pictures by words, and moves footnotes to the page that cites them."""

    def __init__(self, md: Markdown, marker: str, title: str) -> None:
        super().__init__(md)
        self.marker, self.title = marker, title
        self.titles: list[str] = []
        self.heading, self.has_pictures = "", False

    def run(self, root: Element) -> None:
        self._say_pictures(root)
        _empty_corners(root)
        notes = self._take_footnotes(root)
        children = list(root)
        if children and children[0].tag == "h1":
            self.heading = text.one_line("".join(children[0].itertext()))
            if not self.title or text.slug(self.heading) == text.slug(self.title):
                children = children[1:]
        for child in list(root):
            root.remove(child)
        for number, page in enumerate(_pages(children)):
            if number:
                SubElement(root, "p").text = self.marker
            cited = [note for ref, note in notes.items() if _cites(page, ref)]
            root.extend(page)
            if cited:
                SubElement(SubElement(root, "div"), "ol").extend(cited)

    def _say_pictures(self, root: Element) -> None:
        for image in list(root.iter("img")):
            alt, tail, ours = image.get("alt") or "", image.tail, _PICTURE.fullmatch(image.get("src") or "")
            image.clear()
            image.tail = tail
            if ours:
                # No bracket in a description can then be taken for the end of the tag.
                image.set("alt", alt.translate(_BRACKETS))
                image.set("data-picture", ours[1])
                continue
            image.tag, image.text = "em", f"Picture: {alt or 'no description'}"
            self.has_pictures = True

    def _take_footnotes(self, root: Element) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for block in [child for child in root if child.get("class") == "footnote"]:
            found |= {f"#{item.get('id')}": item for item in block.iter("li") if item.get("id")}
            root.remove(block)
        return found


def _empty_corners(root: Element) -> None:
    """A heading cell without words heads nothing, and a screen reader would still announce it."""
    for cell in root.iter("th"):
        if not len(cell) and not (cell.text or "").strip():
            cell.tag = "td"


class _Pages(Extension):
    """Our changes to Python-Markdown: raw HTML is text or nothing, and the tree is cut at the very end."""

    def __init__(self, marker: str, title: str) -> None:
        super().__init__()
        self.marker, self.title = marker, title

    def extendMarkdown(self, md: Markdown) -> None:
        self.cut = _Cut(md, self.marker, self.title)
        md.preprocessors.deregister("html_block")
        tag = md.inlinePatterns["html"]
        md.inlinePatterns.deregister("html")
        self.html = _Dropped(tag.pattern, md)
        md.inlinePatterns.register(self.html, "no_html", 90)
        md.treeprocessors.register(self.cut, "cut", -10)


def pages_of(source: str, title: str) -> dict[str, Any]:
    """{"pages": [{title, html, text, words}], "notes": [str], "heading": str}. Raises Refused or RecursionError."""
    marker = secrets.token_hex(16)
    ours = _Pages(marker, title)
    md = Markdown(
        extensions=[
            "tables",
            "pymdownx.superfences",
            "sane_lists",
            "def_list",
            "footnotes",
            "toc",
            "pymdownx.tilde",
            ours,
        ],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "pymdownx.superfences": {"disable_indented_code_blocks": False},
            "pymdownx.highlight": {"use_pygments": False},
            "pymdownx.tilde": {"subscript": False},
            "footnotes": {"BACKLINK_TEXT": "↩"},
            "toc": {"slugify": lambda value, _separator: "s-" + text.slug(value)},
        },
    )
    parts = md.convert(source).split(f"<p>{marker}</p>")
    if len(parts) > PAGE_LIMIT:
        raise Refused(f"It has more than {PAGE_LIMIT} sections. Split it into several pieces.")
    pages = [_page(part, title) for part in parts if part.strip()]
    if not pages:
        raise Refused("There is nothing to read in it besides its title.")
    notes = [HTML_LEFT_OUT] * ours.html.found + [PICTURES_LEFT_OUT] * ours.cut.has_pictures
    return {"pages": pages, "notes": notes, "heading": ours.cut.heading}


def clean(html: str) -> str:
    """Only what the short list names; links lead out by http, https or mail, or to a place in the document."""
    safe = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        tag_attribute_values=_ALIGN,
        attribute_filter=_attribute,
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"},
    )
    return (
        safe.replace("<table>", '<div class="scroll-x" role="group" aria-label="Table" tabindex="0"><table>')
        .replace("</table>", "</table></div>")
        .replace("<pre>", '<pre tabindex="0">')
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if value.startswith(_OURS) else None
    if name == "start":
        return value if value.isdigit() and len(value) < 7 else None
    if name != "href":
        return value
    if value.startswith("#"):
        return value if value[1:].startswith(_OURS) else "#s-" + text.slug(value[1:])
    return value if value.lower().startswith(_SCHEMES) else None


def _page(html: str, title: str) -> dict[str, Any]:
    safe = clean(html)
    words = text_of(safe)
    first = words.partition("\n")[0] if safe.startswith("<h2") else title
    return {"title": text.one_line(first), "html": safe, "text": words, "words": text.word_count(words)}


def _pages(children: list[Element]) -> list[list[Element]]:
    pages: list[list[Element]] = [[]]
    for child in children:
        if child.tag == "h2" and pages[-1]:
            pages.append([])
        # The title of the piece is the only h1 where it is shown.
        child.tag = "h2" if child.tag == "h1" else child.tag
        pages[-1].append(child)
    return pages


def _cites(page: list[Element], ref: str) -> bool:
    return any(link.get("href") == ref for block in page for link in block.iter("a"))
