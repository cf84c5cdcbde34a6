"""The refusals a room may answer with; pages turn them into sentences beside the field."""


class Refused(Exception):
    """An act that the rules of the business forbid. `reason` is a sentence a person can read."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NotFound(Exception):
    """No such row, or none that this user may see: the two are never told apart."""
