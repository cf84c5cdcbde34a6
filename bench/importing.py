"""Importing 1,000 Markdown files, against a bare loop that only renders the same texts in one process in the same run.

    python -m bench.importing [--files 1000] [--rounds 3]

Real prose: every Markdown file of this machine's packages that can be taken, and when these are too few, new ones made
of their paragraphs. The bare loop is Python-Markdown with the same extensions and nh3 with its defaults. The two take
turns, so that a busy machine slows both.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import nh3
from markdown import Markdown

from tests.exchange.test_import_real_documents import gather

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EXTENSIONS = ["tables", "pymdownx.superfences", "sane_lists", "def_list", "footnotes", "toc", "pymdownx.tilde"]
LARGEST = 60_000


def prepare(folder: Path, count: int) -> list[str]:
    """`count` Markdown files below `folder`; returns their texts."""
    gather("md", folder / "found", count)
    texts = [text for path in sorted((folder / "found").rglob("*.md")) if (text := usable(path))][:count]
    found = len(texts)
    paragraphs = [part for text in texts for part in text.split("\n\n") if 80 < len(part) < 1200 and "<" not in part]
    chance = random.Random(3)
    while len(texts) < count:
        texts.append(f"# Paper {len(texts)}\n\n" + "\n\n".join(chance.sample(paragraphs, 12)))
    (folder / "docs").mkdir()
    for number, text in enumerate(texts):
        matter = f"---\ntitle: Paper {number}\nroles: [Champion]\nstages: [Explore]\n---\n"
        (folder / "docs" / f"{number:04}.md").write_text(matter + text, encoding="utf-8")
    size = sum(len(text) for text in texts)
    print(
        f"{count} files, {size / 1e6:.1f} MB of Markdown; {found} found on this machine, {count - found} made of them"
    )
    return texts


def usable(path: Path) -> str:
    """The text of a file that is neither empty nor too large, without front matter of its own."""
    text = path.read_bytes().decode("utf-8", "ignore").replace("\r\n", "\n")
    return "" if len(text) > LARGEST or not text.strip() or text.startswith("---") or "\x00" in text else text


def bare(texts: list[str]) -> float:
    """Seconds to render and clean every text, and to throw the result away."""
    began = time.perf_counter()
    for text in texts:
        nh3.clean(Markdown(extensions=EXTENSIONS).convert(text))
    return time.perf_counter() - began


def imported(folder: Path, count: int) -> Iterator[tuple[str, float]]:
    """Seconds of an import into an empty workspace on disk, and of a second run that has nothing to do."""
    from app import schema
    from app.auth.models import User
    from app.core import db, storage
    from app.core.transaction import commit
    from app.exchange.importing import Report, import_folder
    from app.vocabulary import wording

    with tempfile.TemporaryDirectory() as place:
        db.bind(db.connect(f"sqlite:///{place}/bench.db"))
        storage.open_storage(f"file://{place}/files")
        schema.metadata.create_all(db.engine())
        wording.add_defaults()
        user = User(email="m@bench.example", name="M", roles=["marketer"], created_at=AT)
        db.session.add(user)
        commit()
        for name in ("import", "again"):
            report, began = Report(), time.perf_counter()
            for outcome in import_folder(folder / "docs", user, AT):
                commit()
                report.add(outcome)
            yield name, time.perf_counter() - began
            done = report.taken if name == "import" else report.unchanged
            assert done + len(report.refused) == count, report.words()
            if name == "import":
                print(f"  {report.taken} taken, {len(report.refused)} not taken")
        db.session.remove()


def main() -> None:
    """Prints the median of the rounds, and ratios to the bare loop."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    times: dict[str, list[float]] = {"bare": [], "import": [], "again": []}
    with tempfile.TemporaryDirectory() as place:
        texts = prepare(Path(place), given.files)
        for _round in range(given.rounds):
            times["bare"].append(bare(texts))
            for name, seconds in imported(Path(place), given.files):
                times[name].append(seconds)
    for name, taken in times.items():
        seconds = statistics.median(taken)
        ratio = statistics.median(each / base for each, base in zip(taken, times["bare"], strict=True))
        print(f"{name:8}{seconds:8.1f} s {given.files / seconds:8.0f} files/s {ratio:6.2f} x bare")


if __name__ == "__main__":
    main()
