"""SVG drawings as pictures: only shapes and words of them are kept, and only the picture leaves; in the child only."""

import binascii
import re
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import resvg_py

from app.core.errors import Refused

SOURCE_LIMIT = 8 << 20
_WRITTEN_LIMIT = 16 << 20
_DEEPEST, _MOST = 200, 60_000
_WIDTH, _TALLEST = 2800, 4200
_SPACES = ("http://www.w3.org/2000/svg", "")
_XLINK = "http://www.w3.org/1999/xlink"
_KEPT = {
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "textPath", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker", "image",
    "switch", "style", "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feDropShadow",
    "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology",
    "feOffset", "feTile", "a",
}  # fmt: skip
# An anchor is only a group to us: what it links to is gone.
_GROUPS = {"a": "g"}
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,60}(:[\w.-]{1,40})?")
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?\d{1,2})?)\s*(px|pt|mm|cm|in|pc)?\s*")
_POINTS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pc": 16.0}
_REACHES_OUT = re.compile(r"@import|expression|url\s*\(\s*['\"]?\s*(?!['\"]?#)", re.IGNORECASE)
DAMAGED = "This SVG drawing is damaged, or built in a way we cannot read. Export it as PNG, then upload that."
TOO_BIG = "This SVG drawing holds too much to draw it here. Export it as PNG, then upload that."


def drawn(path: Path) -> bytes:
    """The drawing as a PNG. Raises Refused."""
    if path.stat().st_size > SOURCE_LIMIT:
        raise Refused(TOO_BIG)
    kept = Sanitised(path.read_bytes())
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=kept.text, width=kept.width, background="#ffffff"))
    except ValueError:
        raise Refused(DAMAGED) from None


class Sanitised:
    """What is kept of a drawing, in `text`, and how wide to draw it. Raises Refused."""

    def __init__(self, source: bytes) -> None:
        self._parts: list[str] = []
        self._open: list[str | None] = []
        self._length = self._count = self._dropped = 0
        self.width = _WIDTH
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._words
        parser.buffer_text = True
        try:
            parser.Parse(source, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise Refused(DAMAGED) from None
        self.text = "".join(self._parts)

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        self._count += 1
        if self._count > _MOST or len(self._open) >= _DEEPEST:
            raise Refused(TOO_BIG)
        if self._dropped or space not in _SPACES or name not in _KEPT:
            self._dropped += 1
            self._open.append(None)
            return
        if not self._open:
            self._measure(attributes)
        kept = _GROUPS.get(name, name)
        self._open.append(kept)
        said = "".join(f" {each}={quoteattr(value)}" for each, value in _attributes(name, attributes))
        root = f' xmlns="{_SPACES[0]}" xmlns:xlink="{_XLINK}"' if len(self._open) == 1 else ""
        self._write(f"<{kept}{root}{said}>")

    def _end(self, _full: str) -> None:
        name = self._open.pop()
        if name is None:
            self._dropped -= 1
        else:
            self._write(f"</{name}>")

    def _words(self, words: str) -> None:
        if self._dropped or not self._open:
            return
        if self._open[-1] == "style" and _REACHES_OUT.search(words):
            return
        self._write(escape(words))

    def _write(self, part: str) -> None:
        self._length += len(part)
        if self._length > _WRITTEN_LIMIT:
            raise Refused(TOO_BIG)
        self._parts.append(part)

    def _measure(self, attributes: dict[str, str]) -> None:
        """As wide as may be, so that neither side comes out too long."""
        box = [_number(each) for each in re.split(r"[\s,]+", attributes.get("viewBox", "").strip())[2:4]]
        wide, tall = _number(attributes.get("width", "")), _number(attributes.get("height", ""))
        if not (wide and tall) and len(box) == 2:
            wide, tall = box
        if not wide or not tall:
            return
        if max(wide / tall, tall / wide) > 50:
            raise Refused("This SVG drawing has a size that cannot be shown.")
        self.width = max(1, round(min(_WIDTH, _TALLEST * wide / tall)))


def _attributes(name: str, given: dict[str, str]) -> list[tuple[str, str]]:
    kept = []
    for full, value in given.items():
        space, _, local = full.rpartition(" ")
        if not _NAME.fullmatch(local) or local.lower().startswith("on"):
            continue
        if local == "href" and space in ("", _XLINK):
            if value.startswith("#") or (name == "image" and _is_picture(value)):
                kept.append(("xlink:href", value))
        elif not space and not _REACHES_OUT.search(value) and local != "src":
            kept.append((local, value))
    return kept


def _is_picture(value: str) -> bool:
    """Whether it holds a picture made of points, which no name of a type can promise: programs look at the content."""
    if not _DATA.fullmatch(value):
        return False
    try:
        head = binascii.a2b_base64("".join(value.partition(",")[2][:200].split())[:24])
    except binascii.Error:
        return False
    return head.startswith(_PICTURES)


def _number(value: str) -> float | None:
    match = _NUMBER.fullmatch(value[:40])
    return float(match[1]) * _POINTS[match[2]] or None if match else None
