"""The log names what failed and keeps the secrets to itself."""

import logging

import pytest
import structlog

from app.core import logs, tokens


def test_secrets_and_addresses_stay_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.open_logs("INFO")
    token = tokens.secret()

    def fail(email: str) -> None:
        held = token
        raise ValueError(f"no such thing as /v/{held} for {email}")

    try:
        fail("noor@wintermere.example")
    except ValueError:
        structlog.get_logger().exception("request_failed", path=f"/invitations/{token}")
    said = capsys.readouterr().out
    assert "request_failed" in said
    assert "ValueError" in said
    assert token not in said
    assert "noor@" not in said


def test_the_server_software_names_no_address() -> None:
    record = logging.LogRecord("gunicorn", 30, "", 0, "Invalid request from ip=%s: %s", ("192.0.2.7", "too long"), None)
    assert logs.WithoutAddresses().filter(record)
    assert record.getMessage() == "Invalid request from ip=… too long"
