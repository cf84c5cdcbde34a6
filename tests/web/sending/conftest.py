"""A folder for mail of the test's own, and the send form as a browser posts it."""

from pathlib import Path

import pytest
from flask import Flask

from app.core import mail
from app.sending import links
from tests.conftest import SECRET


@pytest.fixture(autouse=True)
def opened(app: Flask, tmp_path: Path) -> None:
    links.open_links(SECRET, "http://localhost")
    mail.open_mail("dev:", "Rapport <rapport@wintermere.example>", tmp_path / "mail")
