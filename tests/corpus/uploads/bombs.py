"""Files that would fill the memory or the day of whoever opens them."""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from dispatch.blobs.picture import Fault
from tests.corpus.uploads.building import (
    Upload,
    a_jpeg,
    a_png,
    a_png_of,
    chunk,
    with_chunk,
    with_segment,
    written,
)
from tests.support.pictures import a_picture

_ZEROS = zlib.compress(bytes(200 * 1024 * 1024), 9)
"""200 MB in 200 kB."""


def bombs() -> Iterator[Upload]:
    """Yield every file that grows when it is opened."""
    for side in (50_000, 20_000, 12_000, 7_100):
        yield Upload(f"a PNG of {side}²", a_png_of(side, side, data=_ZEROS), Fault.TOO_MANY_PIXELS)
    yield Upload("a PNG of 2³¹-1", a_png_of(2**31 - 1, 2**31 - 1), Fault.TOO_MANY_PIXELS)
    yield Upload("a JPEG that says 65,500²", _a_jpeg_that_says(65_500), Fault.TOO_MANY_PIXELS)
    yield Upload("a WebP of 16,383²", _a_webp_that_says(16_383), Fault.TOO_MANY_PIXELS)
    heic = written(a_picture(1, (64, 64)), "HEIF")
    large = heic.replace(struct.pack(">II", 64, 64), struct.pack(">II", 40_000, 40_000))
    yield Upload("a HEIC that says 40,000²", large, Fault.TOO_MANY_PIXELS)
    png = a_png()
    yield Upload(
        "200 MB of words in a PNG", with_chunk(png, b"zTXt", b"a\0\0" + _ZEROS), Fault.DAMAGED
    )
    yield Upload("200 MB of profile", with_chunk(png, b"iCCP", b"a\0\0" + _ZEROS), Fault.DAMAGED)
    words = b"a\0\x01\0\0\0" + _ZEROS
    yield Upload("200 MB of international words", with_chunk(png, b"iTXt", words), Fault.DAMAGED)
    yield Upload("rows without end", _too_many_rows(), (640, 480))
    yield Upload("a PNG of 10,000 chunks", _many_chunks(png), (640, 480))
    yield Upload("EXIF of a million entries", _large_exif(), (640, 480))
    frames = [Image.new("RGB", (16, 16), (n, n, n)) for n in range(200)]
    moving = {"save_all": True, "append_images": frames}
    yield Upload(
        "a PNG of 200 frames", written(Image.new("RGB", (16, 16)), "PNG", **moving), (16, 16)
    )


def _a_jpeg_that_says(side: int) -> bytes:
    jpeg = a_jpeg()
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", side, side) + jpeg[at + 4 :]


def _a_webp_that_says(side: int) -> bytes:
    canvas = (side - 1).to_bytes(3, "little") * 2
    small = written(a_picture(1, (64, 64)), "WEBP")[12:]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas + small
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _too_many_rows() -> bytes:
    rows = zlib.compress(bytes((1 + 3 * 640) * 480) + bytes(100 * 1024 * 1024), 9)
    return a_png_of(640, 480, data=rows)


def _many_chunks(png: bytes) -> bytes:
    return png[:33] + chunk(b"tEXt", b"a\0b") * 10_000 + png[33:]


def _large_exif() -> bytes:
    head = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 65_535)
    return with_segment(a_jpeg(), 0xE1, head + b"\x0f\x01\x02\0\xff\xff\xff\xff\0\0\0\0" * 5_000)
