"""What the server says of itself: a line each, without tokens, addresses or the values a failing function held."""

import logging
import re

import structlog
from structlog.typing import EventDict, WrappedLogger

_SECRETS = re.compile(r"(/v/|/invitations/|token['\"]?[=:] ?['\"]?)[A-Za-z0-9_-]{20,}")
_ADDRESSES = re.compile(r"[\w.+-]+@([\w-]+\.)+\w+")


def open_logs(level: str) -> None:
    """Logs from `level` up, as text on standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # The plain traceback names functions and lines; the usual one prints what their variables held.
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            redacted,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def redacted(_logger: WrappedLogger, _method: str, line: str | EventDict) -> str:
    """The line with secrets and e-mail addresses taken out, wherever they came from."""
    return _ADDRESSES.sub("…@…", _SECRETS.sub(r"\1…", str(line)))


class WithoutAddresses(logging.Filter):
    """Takes clients' addresses out of the lines of the server software."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"ip=\S+", "ip=…", record.getMessage()), ()
        return True
