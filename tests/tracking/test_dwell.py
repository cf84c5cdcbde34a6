"""Cumulative totals, merged by maximum and kept within what time allows."""

from app.tracking.sittings import sittings_of
from tests.tracking.traces import beat


def test_repeats_losses_and_late_messages_do_no_harm() -> None:
    start = beat(0, {}, kind="ready")
    told = [beat(15_000, {1: (10_000, 9_000)}), beat(30_000, {1: (12_000, 11_000), 2: (9_000, 9_000)})]
    late = beat(31_000, {1: (10_000, 9_000)})
    for events in ([start, *told], [start, *told, late], [told[1], late, told[0], start], [start, told[1]]):
        assert sittings_of(events)[0].times == {1: (12_000, 11_000), 2: (9_000, 9_000)}


def test_a_reload_starts_at_zero_and_is_added() -> None:
    times = sittings_of([beat(20_000, {1: (8_000, 8_000)}, load="a"), beat(40_000, {1: (5_000, 4_000)}, load="b")])
    assert times[0].times == {1: (13_000, 12_000)}


def test_a_tab_left_open_gives_each_visit_what_it_added() -> None:
    morning = beat(20_000, {1: (8_000, 8_000)})
    evening = beat(5 * 3_600_000, {1: (8_000, 8_000), 2: (6_000, 5_000)})
    assert [each.times for each in sittings_of([evening, morning])] == [{1: (8_000, 8_000)}, {2: (6_000, 5_000)}]


def test_nobody_reads_longer_than_they_were_there() -> None:
    start, boast = beat(0, {}), beat(10_000, {1: (3_600_000, 3_600_000), 2: (3_600_000, 3_600_000)})
    sitting = sittings_of([start, boast])[0]
    assert sitting.active_ms == 30_000
    assert sitting.times == {1: (15_000, 15_000), 2: (15_000, 15_000)}


def test_half_an_hour_a_page_is_the_ceiling() -> None:
    trail = [beat(minute * 60_000, {1: (minute * 60_000, minute * 60_000)}) for minute in range(0, 120, 20)]
    assert sittings_of(trail)[0].times == {1: (1_800_000, 1_800_000)}


def test_active_never_exceeds_visible() -> None:
    assert sittings_of([beat(0, {}), beat(30_000, {1: (2_000, 9_000)})])[0].times == {1: (2_000, 2_000)}
