"""The sentences in which a sitting is told."""

from app.engagement.sittings import Sitting
from app.tracking.models import MACHINE

GLANCE_SECONDS = 10
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def told(sitting: Sitting) -> str:
    """Read Payback in 11 months, third visit."""
    if sitting.label == MACHINE:
        return f"{sitting.asset_title} arrived; {machine_reason(sitting)}"
    return f"{verb(sitting)} {sitting.asset_title}{note(sitting)}"


def verb(sitting: Sitting) -> str:
    """What the person did. One page of four or more, or a few seconds, is a glance; no time at all tells nothing."""
    if not sitting.is_human or not sitting.is_measured or not any(sitting.pages):
        return "Opened"
    one_of_many = sitting.page_count >= 4 and sum(seconds > 0 for seconds in sitting.pages) <= 1
    return "Glanced at" if sitting.active_seconds < GLANCE_SECONDS or one_of_many else "Read"


def note(sitting: Sitting) -> str:
    """What comes after the title, beginning with a comma, or nothing."""
    if not sitting.is_human:
        return ", not confirmed as a person"
    parts = [_nth(sitting.nth)] if sitting.nth > 1 else []
    if sitting.downloads:
        parts.append("took a copy")
    if not sitting.is_measured:
        parts.append("reads privately")
    return "".join(f", {part}" for part in parts)


def machine_reason(sitting: Sitting) -> str:
    """A clause that says a machine did it, and how that is known when the evidence has words for it."""
    known = (reason.get("text") for reason in sitting.reasons if reason.get("says", MACHINE) == MACHINE)
    said = next((text for text in known if text), None)
    return f"checked by a machine ({said})" if said else "checked by a machine"


def _nth(number: int) -> str:
    return f"{_ORDINALS[number - 2]} visit" if number <= 10 else f"visit {number}"
