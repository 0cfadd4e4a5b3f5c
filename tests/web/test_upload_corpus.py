"""Every file of the corpus ends as it must, and nothing of it but its pixels is left."""

import io
import os
import resource
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from dispatch.blobs.limited import reencode
from dispatch.blobs.picture import Fault, PhotoRefused, Picture
from dispatch.clock import COUNTY_ZONE
from tests.corpus.uploads import CANARY, Upload, uploads
from tests.corpus.uploads.building import exif, written
from tests.support.pictures import a_picture

UPLOADS = uploads()
_KINDS = (
    b"Exif\0\0",
    b"http://ns.adobe.com",
    b"Photoshop",
    b"ICC_PROFILE",
    b"<script",
    b"PK\x03\x04",
)


def verdict(content: bytes) -> Picture | Fault:
    try:
        return reencode(content)
    except PhotoRefused as why:
        return why.fault


def segments(jpeg: bytes) -> set[int]:
    """Return the markers of a JPEG's segments up to its pixels."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


class TestUpload:
    def test_corpus_is_large_and_its_names_are_its_own(self) -> None:
        assert len(UPLOADS) >= 100
        assert len({upload.name for upload in UPLOADS}) == len(UPLOADS)

    @pytest.mark.parametrize("upload", UPLOADS, ids=[upload.name for upload in UPLOADS])
    def test_ends_as_it_must(self, upload: Upload) -> None:
        before = _own_memory()

        found = verdict(upload.content)

        assert _own_memory() - before < 64 * 1024 * 1024
        if isinstance(upload.expected, Fault):
            assert found == upload.expected
            return
        assert isinstance(found, Picture), found
        assert (found.width, found.height) == upload.expected
        for shown in (found.display, found.thumb):
            assert CANARY not in shown
            assert not [kind for kind in _KINDS if kind in shown]
            # JFIF, tables, frame, scan: nothing that could carry words, nothing behind the end.
            assert segments(shown) <= {0xE0, 0xDB, 0xC0, 0xC4}
            assert shown.endswith(b"\xff\xd9")
            with Image.open(io.BytesIO(shown)) as image:
                assert (image.format, image.mode) == ("JPEG", "RGB")
                assert not image.getexif()
        with Image.open(io.BytesIO(found.thumb)) as small:
            assert max(small.size) <= 320


def _own_memory() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


class TestNotes:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_of_the_camera_are_read_within_the_limits(self, kind: str) -> None:
        told = exif(
            DateTimeOriginal="2026:11:20 08:30:00",
            OffsetTimeOriginal="+08:00",
            GPSLatitudeRef="N",
            GPSLatitude=(30.0, 32.0, 33.0),
            GPSLongitudeRef="E",
            GPSLongitude=(119.0, 57.0, 36.0),
        ).tobytes()

        picture = reencode(written(a_picture(), kind, exif=told))

        assert picture.taken_at == datetime(2026, 11, 20, 8, 30, tzinfo=COUNTY_ZONE)
        assert (picture.lon, picture.lat) == (119.96, 30.5425)


class TestTheSameFile:
    def test_gives_the_same_bytes(self) -> None:
        photo = next(upload for upload in UPLOADS if upload.name == "a camera's size")

        assert reencode(photo.content) == reencode(photo.content)


def test_the_child_is_the_one_that_is_limited() -> None:
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
