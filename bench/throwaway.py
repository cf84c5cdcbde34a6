"""A throw-away workspace for a measure: its settings, and what the command line asks for."""

import argparse
import os
import secrets
import tempfile
from collections.abc import Callable


def run(measure: Callable[[int, int], None], about: str | None) -> None:
    """Calls `measure(assets, rounds)` with a database, an index and files of its own."""
    asked = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--assets", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=60)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            SECRET_KEY=secrets.token_hex(32), DATABASE_URL=f"sqlite:///{folder}/bench.db", INSTANCE=folder,
            STORAGE_URL="memory:", SEARCH_INDEX=f"{folder}/index", JOBS="worker", LOG_LEVEL="ERROR",
        )  # fmt: skip
        measure(given.assets, given.rounds)
