"""Where one person stands: a pip a stage, filled up to their own."""

from collections.abc import Sequence

from markupsafe import Markup, escape


def pips(stage_index: int | None, stages: Sequence[str]) -> Markup:
    """A person whose stage nobody knows has hollow pips and says so."""
    width = len(stages) * 9 - 2
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="pips" width="{width}" height="6" viewBox="0 -1 {width} 6" role="img"'
        f' aria-label="{escape(stage_words(stage_index, stages))}">{draw_pips(0, 0, stage_index, len(stages))}</svg>'
    )


def draw_pips(x: float, y: float, stage_index: int | None, count: int) -> str:
    if stage_index is None:
        return "".join(
            f'<rect class="pip-unknown" x="{x + i * 9 + 0.5:g}" y="{y + 0.5:g}" width="6" height="3" rx="1"/>'
            for i in range(count)
        )
    return "".join(
        f'<rect class="{"pip-on" if i <= stage_index else "pip"}" x="{x + i * 9:g}" y="{y:g}"'
        f' width="7" height="4" rx="1"/>'
        for i in range(count)
    )


def stage_words(stage_index: int | None, stages: Sequence[str]) -> str:
    if stage_index is None or not 0 <= stage_index < len(stages):
        return "Stage unknown"
    return f"Stage {stage_index + 1} of {len(stages)}, {stages[stage_index]}"
