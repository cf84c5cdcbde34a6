"""Every setting is documented, with its default, and nothing else is."""

import re
from pathlib import Path

from config import Config

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", DOCS.read_text(), re.MULTILINE))
    assert listed == {name.upper() for name in Config.model_fields} | {"PORT", "WEB_CONCURRENCY", "WEB_THREADS"}


def test_every_description_says_something() -> None:
    for name, field in Config.model_fields.items():
        assert field.description, name
