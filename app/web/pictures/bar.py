"""A share, drawn. And the same round a circle, for work in progress."""

from markupsafe import Markup, escape

from app.web.pictures.heat import arc


def bar(share: float, w: int = 96, h: int = 8, label: str = "") -> Markup:
    """Share is 0 to 1. Without a label it is decoration beside a number that is already said."""
    share = max(0.0, min(1.0, share))
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="bar" width="{w}" height="{h}" viewBox="0 0 {w} {h}" {named}>'
        f'<rect class="track" width="{w}" height="{h}" rx="2"/>'
        f'<rect class="fill" width="{w * share:.1f}" height="{h}" rx="2"/></svg>'
    )


def ring(done: int, total: int, label: str, size: int = 44) -> Markup:
    """So many of so many, as an arc round the numbers."""
    middle, r = size / 2, size / 2 - 4
    share = max(0.0, min(1.0, done / total)) if total else 0.0
    filled = f'<path class="fb-arc" d="{arc(middle, middle, r, share)}" stroke-width="4"/>' if share else ""
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="fb-ring" width="{size}" height="{size}" viewBox="0 0 {size} {size}" role="img"'
        f' aria-label="{escape(label)}"><circle class="ring-track" cx="{middle:g}" cy="{middle:g}" r="{r:g}"'
        f' stroke-width="4"/>{filled}<text class="avatar-t" x="{middle:g}" y="{middle:g}" dy=".35em"'
        f' font-size="11">{done}/{total}</text></svg>'
    )
