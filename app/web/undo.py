"""Saying that something is done, with a button that undoes it."""

from flask import flash

from app.audit.models import AuditEntry


def say_done(words: str, entry: AuditEntry | None) -> None:
    """Shows `words` on the next page, with Undo beside them when `entry` has something to put back."""
    if entry is None or entry.before is None:
        flash(words, "success")
    else:
        flash({"text": words, "undo": entry.public_id}, "success")  # type: ignore[arg-type]
