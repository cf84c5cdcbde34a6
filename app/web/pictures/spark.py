"""A small bar chart of counts over time."""

from collections.abc import Sequence

from markupsafe import Markup, escape


def spark(values: Sequence[int], w: int = 88, h: int = 22, label: str = "") -> Markup:
    """Oldest first. Say what is counted in `label`; without one the numbers are read out bare."""
    if not values:
        return Markup("")
    top = max(*values, 1)
    bar = (w - (len(values) - 1) * 2) / len(values)
    said = label or "Oldest first: " + ", ".join(str(value) for value in values)
    drawn = "".join(_bar(value, index * (bar + 2), bar, h, top) for index, value in enumerate(values))
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="sparkline" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img"'
        f' aria-label="{escape(said)}">{drawn}</svg>'
    )


def _bar(value: int, x: float, width: float, h: int, top: int) -> str:
    tall = max(1.5, h * value / top)
    return (
        f'<rect class="{"spark" if value else "spark-0"}" x="{x:.1f}" y="{h - tall:.1f}" width="{width:.1f}"'
        f' height="{tall:.1f}" rx="1"/>'
    )
