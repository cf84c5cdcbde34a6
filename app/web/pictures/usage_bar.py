"""The library as one proportional bar: used, fading, old, dead."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.web.pictures.faces import UsagePart

W, H = 1376, 46


def usage_bar(parts: Sequence[UsagePart], uid: str = "usage") -> Markup:
    """Widths are SVG attributes, because the page policy allows no inline style."""
    total = sum(part.count for part in parts)
    said = ", ".join(f"{part.count} {part.label}" for part in parts) or "Nothing in the library yet"
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="usage-svg" viewBox="0 0 {W} {H}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(said)}">{_hatch(uid)}{_stretches(parts, total, uid)}</svg>'
    )


def _hatch(uid: str) -> str:
    return (
        f'<defs><pattern id="{escape(uid)}-hatch" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect class="hatch-bg" width="8" height="8"/>'
        '<rect class="hatch-fg" width="3" height="8"/></pattern></defs>'
    )


def _stretches(parts: Sequence[UsagePart], total: int, uid: str) -> str:
    if not total:
        return f'<rect class="seg-old" x="0" y="1" width="{W - 3}" height="{H - 2}" rx="3"/>'
    drawn, x = "", 0.0
    for part in parts:
        width = W * part.count / total
        if width > 3:
            fill = f' fill="url(#{escape(uid)}-hatch)"' if part.kind == "dead" else ""
            drawn += (
                f'<rect class="seg-{part.kind}"{fill} x="{x + 1:.1f}" y="1" width="{width - 4:.1f}"'
                f' height="{H - 2}" rx="3"/>'
            )
        x += width
    return drawn
