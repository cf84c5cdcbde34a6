"""Warmth as a ring, and the arcs it is made of."""

from math import cos, radians, sin


def ring(x: float, y: float, r: float, warmth: int, quiet: bool, width: float) -> str:
    """A track and an arc that grows a quarter per step, so that the shape says what the colour says."""
    track_class = "ring-track ring-quiet" if quiet else "ring-track"
    track_width = 1.6 if quiet else width
    track = f'<circle class="{track_class}" cx="{x:g}" cy="{y:g}" r="{r:g}" stroke-width="{track_width:g}"/>'
    if quiet or warmth <= 0:
        return track
    if warmth >= 4:
        return f'{track}<circle class="ring-arc h4" cx="{x:g}" cy="{y:g}" r="{r:g}" stroke-width="{width:g}"/>'
    return f'{track}<path class="ring-arc h{warmth}" d="{arc(x, y, r, warmth / 4)}" stroke-width="{width:g}"/>'


def arc(x: float, y: float, r: float, share: float) -> str:
    """A path clockwise from twelve o'clock. Stops a hair short of the full turn, which would draw nothing."""
    angle = radians(360 * min(share, 0.9999) - 90.01)
    large = int(share > 0.5)
    return f"M{x:.1f} {y - r:.1f}A{r:g} {r:g} 0 {large} 1 {x + r * cos(angle):.1f} {y + r * sin(angle):.1f}"
