"""Initials in a warmth ring."""

from markupsafe import Markup, escape

from app.web.pictures.faces import Face
from app.web.pictures.heat import ring
from app.web.pictures.words import warmth_word


def avatar(face: Face, size: int = 28, named: bool = True) -> Markup:
    """Say named=False where the name stands beside it, so that a screen reader hears the name once."""
    middle = size / 2
    r = middle - 2
    warmth = warmth_word(face.warmth, face.quiet_days)
    label = escape(f"{face.name}: {warmth}" if named else warmth)
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="avatar" width="{size}" height="{size}" viewBox="0 0 {size} {size}" role="img"'
        f' aria-label="{label}"><circle class="avatar-disc" cx="{middle:g}" cy="{middle:g}" r="{r - 1.5:g}"/>'
        f"{ring(middle, middle, r, face.warmth, face.is_quiet, 2.4)}"
        f'<text class="avatar-t" x="{middle:g}" y="{middle:g}" dy=".35em" font-size="{size * 0.36:.1f}">'
        f"{escape(face.initials[:3])}</text></svg>"
    )
