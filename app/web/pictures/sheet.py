"""A small drawn page, shown until the real thumbnail exists."""

from collections.abc import Callable

from markupsafe import Markup

PORTRAIT, LANDSCAPE = (44, 57), (60, 34)
WIDE_KINDS = frozenset({"deck", "video"})


def sheet(kind: str = "text", w: int = 44, seed: int = 1) -> Markup:
    """Decoration: the title beside it says what it is. An unknown kind is drawn as text."""
    width, height = LANDSCAPE if kind in WIDE_KINDS else PORTRAIT
    drawn = KINDS[kind]() if kind in KINDS else _text(seed)
    return Markup(  # noqa: S704 - nothing in it comes from a user.
        f'<svg class="sheet-thumb" width="{w}" height="{w * height / width:.0f}" viewBox="0 0 {width} {height}"'
        f' aria-hidden="true"><rect class="s-paper" width="{width}" height="{height}"/>{drawn}</svg>'
    )


def _line(x: float, y: float, w: float, cls: str = "s-line", h: float = 1.6) -> str:
    return f'<rect class="{cls}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"/>'


def _text(seed: int) -> str:
    lines = (_line(5, 14 + i * 4, 34 - (i * 7 + seed * 5) % 11) for i in range(9))
    return _line(5, 7, 24, "s-dark", 2.6) + "".join(lines)


def _cover() -> str:
    block = _line(0, 0, 44, "s-block", 26)
    return block + _line(5, 32, 26, "s-dark", 3) + _line(5, 37, 18, "s-dark", 3) + _line(5, 49, 14)


def _chart() -> str:
    bars = "".join(_line(6 + i * 5.4, 40 - v, 3.6, "s-acc", v) for i, v in enumerate((6, 9, 8, 14, 19, 24)))
    return _line(5, 6, 22, "s-dark", 2.4) + bars + _line(5, 41, 34) + _line(5, 46, 30) + _line(5, 50, 24)


def _table() -> str:
    rows = (
        _line(5, 13 + i * 6, 34)
        + _line(5, 16 + i * 6, 12, "s-mid", 1.8)
        + _line(30, 16 + i * 6, 9, "s-acc" if i == 3 else "s-mid", 1.8)
        for i in range(6)
    )
    return _line(5, 6, 20, "s-dark", 2.4) + "".join(rows)


def _compare() -> str:
    halves = _line(5, 13, 16, "s-tint", 38) + _line(23, 13, 16, "s-tint2", 38)
    lines = "".join(_line(7, 17 + i * 5, 11) + _line(25, 17 + i * 5, 8) for i in range(6))
    return _line(5, 6, 26, "s-dark", 2.4) + halves + lines


def _deck() -> str:
    block = _line(0, 0, 20, "s-block", 34)
    return block + _line(25, 8, 24, "s-dark", 3) + _line(25, 14, 18, "s-dark", 3) + _line(25, 24, 26)


def _video() -> str:
    return _line(0, 0, 60, "s-block", 34) + '<path class="s-play" d="M26 11v12l10-6z"/>'


def _quote() -> str:
    said = "".join(_line(5, y, w, "s-dark", 2.4) for y, w in ((17, 32), (22, 28), (27, 30)))
    return (
        _line(5, 7, 6, "s-acc", 5)
        + said
        + _line(5, 37, 14)
        + "".join(_line(5, 43 + i * 4, 34 - i * 6) for i in range(3))
    )


def _cells() -> str:
    cells = "".join(_line(5 + c * 8.6, 8 + r * 6, 7.8, "s-cell", 5.2) for r in range(7) for c in range(4))
    return cells + _line(30.8, 44, 7.8, "s-acc", 5.2)


KINDS: dict[str, Callable[[], str]] = {
    "cover": _cover,
    "chart": _chart,
    "table": _table,
    "compare": _compare,
    "deck": _deck,
    "video": _video,
    "quote": _quote,
    "sheet": _cells,
}
