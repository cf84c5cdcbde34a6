"""A server killed while events are posted: nothing acknowledged is lost, nothing is doubled."""

from pathlib import Path

from tests.kill.killing import run


def test_kill_nine_loses_and_doubles_nothing(tmp_path: Path) -> None:
    tally = run(tmp_path, times=2, seconds=1.0)
    assert len(tally.acknowledged) > 50, tally.words()
    assert (tally.lost, tally.doubled, tally.unknown) == (0, 0, 0), tally.words()
