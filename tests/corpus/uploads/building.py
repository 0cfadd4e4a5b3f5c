"""A file of the corpus, and the small tools that make one."""

import io
import struct
import zlib
from typing import NamedTuple

import pillow_heif
from PIL import Image

from dispatch.blobs.picture import Fault
from tests.support.pictures import a_picture

pillow_heif.register_heif_opener()

CANARY = b"CANARY-13805721234"
WIDE = (640, 480)


class Upload(NamedTuple):
    """One file and what must become of it."""

    name: str
    content: bytes
    expected: tuple[int, int] | Fault
    """The size of the picture that is shown, or why the file is refused."""


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def a_png_of(
    width: int, height: int, *, depth: int = 8, colours: int = 2, data: bytes = b""
) -> bytes:
    """Return a PNG that says it is so large, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", data or zlib.compress(bytes(64)))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """Return a PNG with another chunk after its head."""
    return png[:33] + chunk(kind, data) + png[33:]


def segment(marker: int, data: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    """Return a JPEG with another segment right at its start."""
    return jpeg[:2] + segment(marker, data) + jpeg[2:]


def exif(**said: object) -> Image.Exif:
    """Return EXIF with fields by their names; GPS fields begin with GPS."""
    from PIL import ExifTags  # noqa: PLC0415 - its names are needed here alone

    found = Image.Exif()
    for name, value in said.items():
        if name.startswith("GPS"):
            found.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS[name]] = value
        elif name in {"DateTimeOriginal", "OffsetTimeOriginal", "UserComment", "BodySerialNumber"}:
            found.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base[name]] = value
        else:
            found[ExifTags.Base[name]] = value
    return found


def a_jpeg(**options: object) -> bytes:
    return written(a_picture(1, WIDE), "JPEG", **options)


def a_png(**options: object) -> bytes:
    return written(a_picture(1, WIDE), "PNG", **options)
