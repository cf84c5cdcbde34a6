"""What the library tells other rooms, after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssetChanged:
    """An asset's words, tags, state or content changed: search must look again."""

    asset_id: int


@dataclass(frozen=True)
class AssetPublished:
    """A version became the one that new links show."""

    asset_id: int
    version_id: int
