"""Settings: wrong ones are refused at start, by name."""

import pytest

from config import DEMO_SECRET, ConfigError, read_config

GOOD = {"secret_key": "x" * 32}


def test_the_defaults_are_enough_with_a_secret() -> None:
    config = read_config(**GOOD)
    assert config.database_url.startswith("sqlite:////")
    assert config.jobs == "threads"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "short"),
        ("secret_key", DEMO_SECRET),
        ("database_url", "mysql://localhost/x"),
        ("database_url", "sqlite:///"),
        ("storage_url", "ftp://x"),
        ("search", "solr"),
        ("jobs", "cron"),
        ("job_threads", "0"),
        ("mail_url", "pop3://x"),
        ("ratelimit_url", "memcached://x"),
        ("base_url", "localhost"),
        ("upload_limit_mb", "lots"),
        ("demo", "perhaps"),
        ("log_level", "LOUD"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_config(**{**GOOD, name: value})
    assert name.upper() in str(refused.value)


def test_it_is_frozen() -> None:
    config = read_config(**GOOD)
    with pytest.raises(Exception, match="frozen"):
        config.demo = True  # type: ignore[misc]


def test_postgresql_uses_our_driver() -> None:
    assert read_config(**GOOD, database_url="postgresql://u@h/n").database_url == "postgresql+psycopg://u@h/n"
