"""A preview comes from one warm child, whatever happens to it."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.errors import Refused
from app.documents import previewing


def test_previews_share_a_child_and_survive_its_death() -> None:
    assert previewing.preview("# One\n\nHello.", "").heading == "One"
    process = previewing._child._process
    assert process is not None
    previewing.preview("Again.", "")
    assert previewing._child._process is process
    os.kill(process.pid, signal.SIGKILL)
    process.wait(5)
    assert previewing.preview("Still here.", "").pages[0].text == "Still here."


def test_it_is_replaced_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "MOST_CALLS", 1)
    previewing.preview("One.", "")
    first = previewing._child._process
    previewing.preview("Two.", "")
    assert previewing._child._process is not first


def test_a_refusal_names_the_field_and_nobody_gets_anothers_text() -> None:
    with pytest.raises(Refused) as refused:
        previewing.preview("# Only a title", "Only a title")
    assert refused.value.field == "source"
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: previewing.preview(f"Text {n}.", "").pages[0].text, range(8))
    assert list(found) == [f"Text {n}." for n in range(8)]
