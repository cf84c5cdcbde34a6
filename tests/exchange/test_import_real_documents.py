"""An import of documents that nobody here wrote: the Markdown and PDFs found on the machine that runs the test.

None of them is kept in the repository. Set REAL_DOCUMENTS to a folder to add it to what is found.
"""

import os
import resource
import shutil
import site
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.core.db import session
from app.core.transaction import commit
from app.exchange.importing import Report, count_files, import_folder
from app.library.models import Asset, Page
from tests.cast import NOW, Cast

PLACES = [
    *(Path(place) for place in site.getsitepackages()),
    Path("/usr/share/doc"),
    Path("/usr/lib/node_modules"),
    Path("/usr/local/lib/node_modules"),
    Path(sys.base_prefix),
    *([Path(os.environ["REAL_DOCUMENTS"])] if "REAL_DOCUMENTS" in os.environ else []),
]
MOST = 400
FEWEST_MARKDOWN, FEWEST_PDFS = 10, 2
SECONDS_A_FILE = 1.0


def gather(ending: str, target: Path, most: int) -> int:
    """Copies what is found into `target`, keeping folders, and returns how many files that is."""
    taken = 0
    for place in PLACES:
        for path in sorted(place.rglob(f"*.{ending}")) if place.is_dir() else []:
            if taken == most:
                return taken
            if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
                copy = target / place.name / str(path.relative_to(place)).replace("/.", "/_")
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                taken += 1
    return taken


def import_all(folder: Path, cast: Cast) -> tuple[Report, float]:
    report, started = Report(), time.monotonic()
    for outcome in import_folder(folder, cast.maya, NOW):
        commit()
        report.add(outcome)
    return report, time.monotonic() - started


def say(report: Report, seconds: float, found: int) -> str:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    why = Counter(reason for _, reason in report.refused)
    return f"{found} found, {report.taken} taken, not taken: {dict(why)}; {seconds:.1f} s, {memory} MB at most"


@pytest.mark.timeout(600)
def test_real_markdown_is_taken_or_refused_with_a_reason(
    sqlite: Engine, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = gather("md", tmp_path / "real", MOST)
    assert found >= FEWEST_MARKDOWN, "the packages of this environment alone bring more"
    report, seconds = import_all(tmp_path / "real", cast)
    with capsys.disabled():
        print("\nReal Markdown:", say(report, seconds, found))
    assert report.taken + len(report.refused) == count_files(tmp_path / "real")
    assert report.taken >= found * 0.8
    assert all(reason for _, reason in report.refused)
    assert session.scalar(select(func.count()).select_from(Asset)) == report.taken
    assert seconds < found * SECONDS_A_FILE + 20
    pages = session.scalars(select(Page.html)).all()
    assert not [html for html in pages if html and ("<script" in html or "javascript:" in html.split("<pre")[0])]
    again, _ = import_all(tmp_path / "real", cast)
    assert (again.unchanged, again.taken, again.changed) == (report.taken, 0, 0)


@pytest.mark.timeout(600)
def test_real_pdfs_are_taken_or_refused_with_a_reason(
    sqlite: Engine, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = gather("pdf", tmp_path / "real", 60)
    if found < FEWEST_PDFS:
        pytest.skip(f"{found} PDFs on this machine; name a folder of them in REAL_DOCUMENTS")
    report, seconds = import_all(tmp_path / "real", cast)
    with capsys.disabled():
        print("\nReal PDFs:", say(report, seconds, found))
    assert report.taken + len(report.refused) == found
    assert report.taken >= found * 0.5
    pages = session.scalars(select(Page)).all()
    assert len(pages) >= report.taken
    assert all(page.image_key and page.image_width for page in pages)
