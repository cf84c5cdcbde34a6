"""Markdown while somebody types: one child for each process stays warm, so that nobody waits for Python to start."""

import atexit
import os
import threading

from app.core.child import Child
from app.documents import rendering
from app.documents.rendering import LIMITS, Rendered

# A fresh child now and then, so that nothing it holds can pile up.
MOST_CALLS = 200
# Behind a text that takes its time nobody waits longer than a child of one's own would take to start.
_PATIENCE = 0.5

_lock = threading.Lock()
_child, _calls, _process = Child(LIMITS), 0, os.getpid()


def preview(source: str, title: str) -> Rendered:
    """The same as `rendering.render`, sooner. Raises Refused with a sentence for the field `source`."""
    if not _lock.acquire(timeout=_PATIENCE):
        return rendering.render(source, title)
    try:
        return rendering.render(source, title, _warm())
    finally:
        _lock.release()


def stop() -> None:
    """Ends the warm child; the next preview starts another."""
    if _process == os.getpid():
        _child.stop()


def _warm() -> Child:
    """The child of this process: one from before a fork is the parent's, and one that is gone is no use."""
    global _child, _calls, _process
    if _process != os.getpid():
        _child, _calls, _process = Child(LIMITS), 0, os.getpid()
    if _calls >= MOST_CALLS or not _child.is_up:
        _child.stop()
        _calls = 0
    _calls += 1
    return _child


atexit.register(stop)
