"""Pictures as one page of WebP, encoded anew; runs in the child only."""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import Refused
from app.documents import svg
from app.documents.file_types import is_svg

WIDTH, TALLEST, QUALITY = 1400, 4200, 74
THUMB = 320
PIXEL_LIMIT = 50_000_000
_LARGEST = (4096, 4096)
_ORIENTATION = 0x0112
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N")


def pages_of(path: Path, folder: Path) -> dict[str, Any]:
    """Writes `1.webp`, `thumb.webp` and `download`. Raises Refused."""
    picture = _opened(path)
    # Encoded anew, so that what the camera wrote beside the picture stays behind.
    picture.save(folder / "download", "WEBP", quality=90, method=3)
    picture.thumbnail((WIDTH, TALLEST))
    picture.save(folder / "1.webp", "WEBP", quality=80, method=4)
    page = {"title": "", "text": "", "width": picture.width, "height": picture.height}
    write_thumb(picture, folder)
    return {"pages": [page], "title": "", "media_type": "image/webp", "download": "download"}


def write_thumb(picture: Image.Image, folder: Path) -> None:
    """The small picture of a list: the top of a tall page, and all of any other."""
    width, height = picture.size
    small = picture.crop((0, 0, width, min(height, width * 2)))
    small.thumbnail((THUMB, THUMB * 2))
    small.save(folder / "thumb.webp", "WEBP", quality=QUALITY, method=4)


def _opened(path: Path) -> Image.Image:
    """The first frame, upright, on white, at most 4,096 points wide and high."""
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
    with path.open("rb") as file:
        head = file.read(65_536)
    source = io.BytesIO(svg.drawn(path)) if is_svg(head) else path
    try:
        with Image.open(source, formats=("PNG", "JPEG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > PIXEL_LIMIT:
                raise Refused(f"This picture is too big: {opened.width:,} × {opened.height:,} points.")
            # A JPEG can be read small at once.
            opened.draft("RGB", _LARGEST)
            return _flat(opened)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("This picture is too big to open.") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused("This picture is damaged: it does not open.") from None


def _flat(picture: Image.Image) -> Image.Image:
    has_holes = "A" in picture.getbands() or "transparency" in picture.info
    small: Image.Image
    if picture.mode in _DEEP:
        # Sixteen bits a point, of which a screen shows eight.
        small = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    else:
        mode = "RGBA" if has_holes else "RGB"
        # A copy of a large picture would be half of the memory there is.
        small = picture if picture.mode == mode else picture.convert(mode)
    turned = picture.getexif().get(_ORIENTATION, 1)
    small.thumbnail(_LARGEST)
    small.getexif()[_ORIENTATION] = turned
    small = ImageOps.exif_transpose(small)
    if not has_holes or small.mode != "RGBA":
        return small.convert("RGB")
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small.getchannel("A"))
    return paper
