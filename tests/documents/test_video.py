"""Videos: length, poster and a copy without what the camera wrote; captions are words and times only."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import Refused
from app.documents import captions
from tests.conftest import missing
from tests.documents.measuring import open_as_served

H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p"]


@pytest.fixture
def ffmpeg() -> None:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        missing("ffmpeg is not installed: apt-get install ffmpeg")


def a_video(path: Path, *how: str, seconds: int = 3) -> Path:
    """A test picture with a tone, made by ffmpeg itself."""
    source = ["-f", "lavfi", "-i", f"testsrc=size=320x180:rate=10:duration={seconds}"]
    tone = ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *source, *tone, *how, str(path)], check=True)
    return path.rename(path.parent / "given")


@pytest.mark.usefixtures("ffmpeg")
@pytest.mark.parametrize(
    ("name", "how", "media"),
    [
        ("a.mp4", [*H264, "-c:a", "aac", "-metadata", "title=home address"], "video/mp4"),
        ("a.mov", [*H264, "-c:a", "aac"], "video/mp4"),
        ("a.webm", ["-c:v", "libvpx", "-c:a", "libvorbis"], "video/webm"),
    ],
)
def test_a_video_has_a_length_and_a_poster(name: str, how: list[str], media: str, tmp_path: Path) -> None:
    found = open_as_served(a_video(tmp_path / name, *how), tmp_path)
    assert (found["media_type"], found["seconds"], len(found["pages"])) == (media, 3, 1)
    with Image.open(tmp_path / "poster.webp") as poster:
        assert (poster.format, poster.size) == ("WEBP", (320, 180))
    assert (tmp_path / "thumb.webp").exists()
    assert b"home address" not in (tmp_path / "download").read_bytes()


@pytest.mark.usefixtures("ffmpeg")
@pytest.mark.parametrize(
    ("name", "how", "words"),
    [
        ("a.mov", ["-c:v", "prores", "-an"], "ProRes"),
        ("a.mp4", ["-c:v", "mpeg4", "-an"], "MPEG-4 Part 2"),
        ("a.mp4", ["-c:v", "libx264", "-pix_fmt", "yuv444p", "-an"], "colour format"),
        ("a.mp4", ["-vn", "-c:a", "aac", "-brand", "isom"], "no picture"),
    ],
)
def test_what_browsers_do_not_play_is_refused_by_name(name: str, how: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_as_served(a_video(tmp_path / name, *how, seconds=1), tmp_path)
    assert words in refused.value.reason


@pytest.mark.usefixtures("ffmpeg")
def test_half_a_video_is_refused(tmp_path: Path) -> None:
    given = a_video(tmp_path / "a.mp4", *H264, seconds=1)
    given.write_bytes(given.read_bytes()[:3000])
    with pytest.raises(Refused) as refused:
        open_as_served(given, tmp_path)
    assert "damaged" in refused.value.reason


def test_without_ffmpeg_its_length_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "given").write_bytes(b"\x00\x00\x00\x18ftypisom" + bytes(100))
    found = open_as_served(tmp_path / "given", tmp_path)
    assert (found["seconds"], found["has_poster"], found["download"]) == (None, False, "original")


def test_captions_are_written_anew() -> None:
    given = (
        "WEBVTT - by <script>\r\n\r\nSTYLE\r\n::cue { background: url(http://evil.example) }\r\n\r\n1\r\n"
        "00:01.000 --> 00:02.500 align:start\r\n<v Roger><b>Hello</b> &amp; welcome\r\n\r\n"
        "00:00:03,000 --> 00:00:04,000\r\n&lt;img src=x onerror=alert(1)&gt;\r\n"
    )
    found = captions.read(given.encode())
    assert found.vtt == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello &amp; welcome\n\n"
        "00:00:03.000 --> 00:00:04.000\n&lt;img src=x onerror=alert(1)&gt;\n"
    )
    assert found.transcript == "Hello & welcome\n<img src=x onerror=alert(1)>"
    assert captions.read(found.vtt.encode()).vtt == found.vtt


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no captions"),
        (b"WEBVTT\n\nhello", "no captions"),
        (b"\xff\xfe\x00\x80", "UTF-8"),
        (b"WEBVTT\n\n00:05.000 --> 00:01.000\nx", "back in time"),
        (b"WEBVTT\n\n1 --> 2\nx", "cannot be read"),
        (b"x" * 1_000_001, "larger than"),
        (b"00:00.000 --> 00:01.000\nx\n\n" * 10_001, "more than 10,000"),
    ],
)
def test_captions_that_cannot_be_read_are_refused(body: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        captions.read(body)
    assert words in refused.value.reason
    assert refused.value.field == "captions"
