"""Files kept once under their content, and the clearing of what nothing names, against uploads at any moment."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import schema
from app.core import jobs, storage
from app.core.db import session
from app.core.errors import Refused
from app.core.storage import ASIDE
from app.library import files, keeping
from app.library.models import Asset, Version
from app.uploads.models import UploadPart
from tests.cast import NOW, Cast
from tests.documents import pdfs
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")

# Stored files carry the time of the real clock.
LATER = datetime.now(UTC) + timedelta(days=2)
DAY = timedelta(days=1, minutes=1)


def keys(prefix: str = "") -> list[str]:
    return sorted(storage.storage().keys(prefix))


def name_it(asset: Asset, key: str | None) -> None:
    """Lets the newest version name a file, as the transaction after an upload does."""
    version = session.get_one(Version, asset.current_version_id)
    version.file_key = key
    session.commit()


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    key = files.put(tmp_path / "a")
    assert key == files.put_bytes(b"content")
    assert key == f"sha256/{files.digest_of(tmp_path / 'a')[:2]}/{files.digest_of(tmp_path / 'a')}"
    assert keys() == [key]
    files.fetch(key, tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"content"


def test_an_upload_is_looked_at_before_it_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"<html>")
    with pytest.raises(Refused, match="a web page"):
        files.store(path)
    assert keys() == []
    path.write_bytes(pdfs.a_pdf())
    stored = files.store(path)
    assert (stored.size, stored.format, keys()) == (path.stat().st_size, "pdf", [stored.key])


def test_only_what_nothing_names_goes_and_only_after_two_days(cast: Cast) -> None:
    named, loose = files.put_bytes(b"named"), files.put_bytes(b"loose")
    storage.storage().put("assets/old/key", b"of an earlier release")
    storage.storage().put("uploads/a/0", b"part")
    storage.storage().put("strange/file", b"not ours")
    name_it(an_asset(cast.maya), named)

    def part() -> Iterable[str]:
        return ["uploads/a/0"]

    assert keeping.tidy(datetime.now(UTC), part) == keeping.Tidied()
    planned = keeping.tidy(LATER, part, dry_run=True)
    assert (planned.aside, planned.aside_bytes) == (2, len(b"loose" + b"of an earlier release"))
    assert len(keys()) == 5
    assert keeping.tidy(LATER, part) == planned
    assert keys("sha256/") == [named]
    assert keys("assets/") == []
    assert keeping.tidy(LATER, part) == keeping.Tidied()
    gone = keeping.tidy(LATER + DAY, part)
    assert (gone.gone, gone.gone_bytes) == (2, planned.aside_bytes)
    assert keys() == sorted([named, "strange/file", "uploads/a/0"])
    with pytest.raises(FileNotFoundError):
        files.reader(loose)


def test_an_upload_in_the_middle_of_a_clean_up_keeps_its_file(cast: Cast) -> None:
    asset, key = an_asset(cast.maya), files.put_bytes(b"content")

    def upload_meanwhile() -> list[str]:
        # The clean-up has read the rows by now; it is told that everything is old, so it takes the file away.
        assert files.put_bytes(b"content") == key
        name_it(asset, key)
        return []

    assert keeping.tidy(LATER, upload_meanwhile).aside == 1
    assert keys("sha256/") == []
    assert files.reader(key).read() == b"content"
    assert keeping.tidy(LATER + DAY).gone == 0
    assert keys() == [key]


def test_an_upload_that_is_named_after_a_clean_up_keeps_its_file(cast: Cast) -> None:
    asset, key = an_asset(cast.maya), files.put_bytes(b"content")
    keeping.tidy(LATER)
    name_it(asset, key)
    # Nobody has asked for it: the next clean-up itself puts it back.
    assert keys() != [key]
    keeping.tidy(LATER + DAY)
    assert keys() == [key]


def test_what_is_stored_anew_outlives_the_copy_that_was_set_aside(cast: Cast) -> None:
    asset, key = an_asset(cast.maya), files.put_bytes(b"content")
    keeping.tidy(LATER)
    assert keys(ASIDE)

    def upload_meanwhile() -> list[str]:
        files.put_bytes(b"content")
        return []

    keeping.tidy(LATER + DAY, upload_meanwhile)
    name_it(asset, key)
    assert files.reader(key).read() == b"content"


def test_a_version_that_goes_takes_no_file_of_another(cast: Cast) -> None:
    one, other = an_asset(cast.maya, "One"), an_asset(cast.maya, "Other")
    key = files.put_bytes(b"shared")
    for asset in (one, other):
        name_it(asset, key)
    name_it(one, None)
    keeping.tidy(LATER)
    keeping.tidy(LATER + DAY)
    assert keys() == [key]


def test_every_column_that_names_a_file_is_known() -> None:
    known = {str(column) for column in keeping.key_columns()} | {str(UploadPart.__table__.c.key)}
    assert {"version.file_key", "version.original_key", "page.image_key", "picture.key"} <= known
    found = {
        str(column)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if f"_{column.name}".endswith("_key") and getattr(column.type, "length", 0) == 200
    }
    assert found == known


def test_one_clean_up_is_asked_for_a_day() -> None:
    for hour in (1, 5):
        keeping.queue_daily(NOW.replace(hour=hour))
        session.commit()
    held = jobs.claim(NOW.replace(hour=6), (keeping.KIND,))
    assert held is not None
    jobs.finish(held, NOW.replace(hour=7))
    keeping.queue_daily(NOW.replace(hour=8))
    session.commit()
    assert jobs.claim(NOW.replace(hour=9), (keeping.KIND,)) is None
    keeping.queue_daily(NOW + timedelta(days=1))
    session.commit()
    assert jobs.claim(NOW + timedelta(days=1), (keeping.KIND,)) is not None
