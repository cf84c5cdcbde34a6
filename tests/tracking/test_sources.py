"""No address is kept: a coarse network and a hash that is another one tomorrow."""

from datetime import UTC, datetime, timedelta

from app.tracking.sources import origin_of

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_prefix_and_hash_without_the_address() -> None:
    four, six = origin_of("203.0.113.77", AT), origin_of("2001:db8:1234:5678::9", AT)
    assert four is not None
    assert six is not None
    assert (four.ip_prefix, six.ip_prefix) == ("203.0.113.0/24", "2001:db8:1234::/48")
    assert "203.0.113.77" not in repr(four)
    assert origin_of("203.0.113.78", AT) != four


def test_the_salt_turns_every_day() -> None:
    today, tomorrow = origin_of("203.0.113.77", AT), origin_of("203.0.113.77", AT + timedelta(days=1))
    assert today is not None
    assert tomorrow is not None
    assert origin_of("203.0.113.77", AT + timedelta(hours=14)) == today
    assert today.ip_hmac != tomorrow.ip_hmac


def test_an_address_in_six_is_the_one_in_four() -> None:
    assert origin_of("::ffff:203.0.113.77", AT) == origin_of("203.0.113.77", AT)


def test_what_is_no_address_has_no_origin() -> None:
    assert origin_of(None, AT) is None
    assert origin_of("unix:", AT) is None
