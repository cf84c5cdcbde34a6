"""Writing the library into a folder that an import reads back: Markdown with front matter, files with sidecars."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.documents.formats import LINK, MARKDOWN
from app.exchange import export_names, front_writing, import_pictures
from app.exchange.export_folder import ExportFolder
from app.exchange.export_matter import matter_of
from app.exchange.export_names import Place
from app.exchange.front_matter import Matter
from app.exchange.import_walk import HISTORY
from app.library.models import Asset, AssetClaim, Review, Version

_BATCH = 50


@dataclass
class Report:
    """An export so far. `notes` are (path, what is not as it was)."""

    written: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    left_out: int = 0

    def words(self) -> str:
        """The report as a person reads it."""
        lines = [f"{self.written} pieces written."]
        if self.left_out:
            copies = "1 copy" if self.left_out == 1 else f"{self.left_out} copies"
            lines.append(f"{copies} made for one account left out: they belong to the account.")
        noted = [f"  {path}: {note}" for path, note in self.notes]
        return "\n".join([*lines, *(["Notes:", *noted] if noted else [])])


def count_pieces() -> int:
    """How many steps `export` will take."""
    return len(export_names.places())


def export(folder: Path, report: Report, *, all_versions: bool = False) -> Iterator[None]:
    """Writes every piece, yielding after each. Raises Refused for a folder that holds anything but an export.

    With `all_versions` what a piece held before, and what nobody has published yet, goes into a folder that an
    import passes over.
    """
    target = ExportFolder(folder)
    places = export_names.places()
    paths = {place.asset_id: place.path for place in places}
    for start in range(0, len(places), _BATCH):
        batch = places[start : start + _BATCH]
        assets = _assets([place.asset_id for place in batch])
        versions = _versions([place.version_id for place in batch])
        for place in batch:
            asset, version = assets[place.asset_id], versions[place.version_id]
            try:
                _write(target, place, asset, version, paths, report)
            except FileNotFoundError:
                report.notes.append((place.path, "its file is gone from storage, so it was left out"))
            if all_versions:
                _write_history(target, place, asset, report)
            yield
    report.left_out = session.scalar(_copies()) or 0
    target.finish()


def _write(
    target: ExportFolder, place: Place, asset: Asset, version: Version, paths: Mapping[int, str], report: Report
) -> None:
    matter = matter_of(asset, version, paths)
    if version.format == MARKDOWN:
        names = {f"picture:{each.public_id}": each for each in version.pictures}
        # A picture is called by its id, so that the text is the same again when it is read back.
        beside = {name: f"{place.stem.rpartition('/')[2]}/{each.public_id}.webp" for name, each in names.items()}
        for name, each in names.items():
            target.put_stored(f"{place.stem.rpartition('/')[0]}/{beside[name]}", each.key)
        target.put_text(
            place.path, front_writing.markdown(matter, import_pictures.renamed(version.source or "", beside))
        )
    elif version.format == LINK:
        matter.link = version.source or ""
        target.put_text(place.path, front_writing.markdown(matter, ""))
    else:
        _write_file(target, place, version, matter)
    report.written += 1


def _write_file(target: ExportFolder, place: Place, version: Version, matter: Matter) -> None:
    name = place.path.rpartition("/")[2]
    if version.file_name not in (None, name):
        matter.file_name = version.file_name or ""
    if version.captions_key is not None:
        matter.captions = place.stem.rpartition("/")[2] + ".vtt"
        target.put_stored(place.stem + ".vtt", version.captions_key)
    target.put_stored(place.path, version.original_key or version.file_key or "")
    target.put_text(place.path + ".yml", front_writing.write(matter))


def _write_history(target: ExportFolder, place: Place, asset: Asset, report: Report) -> None:
    """The other versions, each with who made it and when."""
    others = select(Version).where(Version.asset_id == asset.id, Version.id != place.version_id)
    for version in session.scalars(others.options(joinedload(Version.author)).order_by(Version.number)):
        ending = export_names.ending_of(version.media_type, version.file_name or "")
        path = f"{HISTORY}/{place.stem}/{version.number}{ending}"
        matter = Matter(
            title=asset.title, owner=version.author.email if version.author else "", note=version.note,
            created=version.created_at, published=version.published_at,
        )  # fmt: skip
        try:
            if version.format in (MARKDOWN, LINK):
                target.put_text(path, front_writing.markdown(matter, version.source or ""))
            else:
                target.put_stored(path, version.original_key or version.file_key or "")
                target.put_text(path + ".yml", front_writing.write(matter))
        except FileNotFoundError:
            report.notes.append((path, "its file is gone from storage, so it was left out"))


def _assets(ids: Iterable[int]) -> dict[int, Asset]:
    wanted = select(Asset).where(Asset.id.in_(list(ids))).options(
        selectinload(Asset.terms), selectinload(Asset.bait), joinedload(Asset.owner),
        selectinload(Asset.claims).joinedload(AssetClaim.claim),
        selectinload(Asset.reviews).joinedload(Review.reviewer),
    )  # fmt: skip
    return {asset.id: asset for asset in session.scalars(wanted)}


def _versions(ids: Iterable[int]) -> dict[int, Version]:
    wanted = select(Version).where(Version.id.in_(list(ids))).options(selectinload(Version.pictures))
    return {version.id: version for version in session.scalars(wanted)}


def _copies() -> Any:
    is_copy = or_(Asset.account_id.is_not(None), Asset.master_id.is_not(None))
    return select(func.count(Asset.id)).where(is_copy, Asset.trashed_at.is_(None))
