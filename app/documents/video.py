"""Videos: how long they are, a picture of them, and a copy that says no more than it shows; runs in the child only."""

import json
from pathlib import Path
from typing import Any

from PIL import Image

from app.core.errors import Refused
from app.documents import programs
from app.documents.images import QUALITY, WIDTH, write_thumb

MP4, WEBM = "video/mp4", "video/webm"
_SECONDS, _LOOK, _MEMORY_MB = 240, 8, 768
_LARGEST_SIDE, _LONGEST = 8192, 12 * 60 * 60
# What browsers play: names as ffprobe says them.
_PLAYED = {MP4: {"h264", "av1", "vp9"}, WEBM: {"vp8", "vp9", "av1"}}
_HEARD = {MP4: {"aac", "mp3", "opus", "flac"}, WEBM: {"vorbis", "opus"}}
_DEPTHS = {"yuv420p", "yuvj420p", "yuva420p"}
_NAMES = {"hevc": "HEVC (H.265)", "prores": "ProRes", "mpeg4": "MPEG-4 Part 2", "mjpeg": "Motion JPEG"}
_EXPORT = "which most browsers do not play. Export it as MP4 with H.264 and AAC, then upload that."
DAMAGED = "This video is damaged: it does not open. Export it again as MP4, then upload that."


def pages_of(path: Path, folder: Path) -> dict[str, Any]:
    """Writes `download` and `poster.webp` where ffmpeg is present; else the length stays unknown. Raises Refused."""
    with path.open("rb") as file:
        media = WEBM if file.read(4) == b"\x1a\x45\xdf\xa3" else MP4
    page: dict[str, Any] = {"title": "", "text": "", "width": None, "height": None}
    found = {"pages": [page], "title": "", "media_type": media, "download": "original", "seconds": None}
    if not programs.present()["ffmpeg"]:
        return found
    seconds = _checked(_probe(path, folder, media), media)
    _copy(path, folder, media)
    _draw_poster(folder, media, seconds)
    with Image.open(folder / "poster.webp") as poster:
        page["width"], page["height"] = poster.size
    return {**found, "seconds": max(1, round(seconds)), "download": "download"}


def _probe(path: Path, folder: Path, media: str) -> dict[str, Any]:
    wanted = "format=duration:stream=codec_type,codec_name,width,height,pix_fmt:stream_disposition=attached_pic"
    words = ["ffprobe", "-v", "error", *_input(media), "-show_entries", wanted, "-of", "json", str(path)]
    printed = programs.run(words, folder, _LOOK, _MEMORY_MB)
    try:
        found: dict[str, Any] = json.loads(printed or b"")
    except ValueError:
        raise Refused(DAMAGED) from None
    return found


def _checked(found: dict[str, Any], media: str) -> float:
    """Its length in seconds. Raises Refused for what browsers do not play."""
    streams = [each for each in found.get("streams", []) if not each.get("disposition", {}).get("attached_pic")]
    moving = next((each for each in streams if each.get("codec_type") == "video"), None)
    heard = next((each for each in streams if each.get("codec_type") == "audio"), None)
    if moving is None:
        raise Refused("There is no picture in this video. Only videos with a picture can be shown.")
    codec = str(moving.get("codec_name", "an unknown codec"))
    if codec not in _PLAYED[media]:
        raise Refused(f"The picture of this video is {_NAMES.get(codec, codec)}, {_EXPORT}")
    if moving.get("pix_fmt") not in _DEPTHS:
        raise Refused(f"The picture of this video is in the colour format {moving.get('pix_fmt')}, {_EXPORT}")
    if heard is not None and heard.get("codec_name") not in _HEARD[media]:
        raise Refused(f"The sound of this video is {heard.get('codec_name', 'unknown')}, {_EXPORT}")
    if not 0 < max(moving.get("width", 0), moving.get("height", 0)) <= _LARGEST_SIDE:
        raise Refused("This video has a size that cannot be shown.")
    seconds = float(found.get("format", {}).get("duration") or 0)
    if not 0 < seconds <= _LONGEST:
        raise Refused("This video has no length that can be read. Export it again as MP4, then upload that.")
    return seconds


def _copy(path: Path, folder: Path, media: str) -> None:
    """The same picture and sound in a new file, without where and by whom it was taken, ready to play while loading."""
    shape = ["-f", "webm"] if media == WEBM else ["-movflags", "+faststart", "-f", "mp4"]
    words = [
        *_ffmpeg(), *_input(media), "-i", str(path), "-map", "0:V:0", "-map", "0:a:0?", "-c", "copy",
        "-map_metadata", "-1", "-map_chapters", "-1", *shape, str(folder / "download"),
    ]  # fmt: skip
    if programs.run(words, folder, _SECONDS, _MEMORY_MB) is None:
        raise Refused(DAMAGED)


def _draw_poster(folder: Path, media: str, seconds: float) -> None:
    """A picture from where it has begun: the first is often black."""
    drawing = folder / "poster.png"
    scale = f"scale='min({WIDTH},iw)':-2:force_original_aspect_ratio=decrease"
    for at in (min(seconds / 10, 3.0), 0.0):
        words = [
            *_ffmpeg(), *_input(media), "-ss", f"{at:.2f}", "-i", str(folder / "download"), "-an", "-frames:v", "1",
            "-vf", scale, "-f", "image2", "-c:v", "png", str(drawing),
        ]  # fmt: skip
        if programs.run(words, folder, 30, _MEMORY_MB) is not None and drawing.exists():
            break
    else:
        raise Refused(DAMAGED)
    with Image.open(drawing, formats=("PNG",)) as opened:
        poster = opened.convert("RGB")
    poster.thumbnail((WIDTH, WIDTH))
    poster.save(folder / "poster.webp", "WEBP", quality=QUALITY, method=4)
    write_thumb(poster, folder)


def _ffmpeg() -> list[str]:
    return ["ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-y", "-threads", "1"]


def _input(media: str) -> list[str]:
    """Only a file, and only of the kind it was taken for: a playlist in disguise leads nowhere."""
    return ["-protocol_whitelist", "file", "-f", "matroska" if media == WEBM else "mov"]
