"""Files that are not whole, or not there."""

from collections.abc import Iterator

from dispatch.blobs.picture import LARGEST_UPLOAD, Fault
from tests.corpus.uploads.building import (
    Upload,
    a_jpeg,
    a_png,
    a_png_of,
    with_chunk,
    written,
)
from tests.support.pictures import a_picture


def torn() -> Iterator[Upload]:
    """Yield every file that is damaged, empty or too large."""
    jpeg, png = a_jpeg(), a_png()
    webp, heic = written(a_picture(), "WEBP"), written(a_picture(), "HEIF")
    yield Upload("nothing", b"", Fault.EMPTY)
    yield Upload("15 MB and a byte", jpeg + bytes(LARGEST_UPLOAD + 1 - len(jpeg)), Fault.TOO_LARGE)
    yield Upload("15 MB", jpeg + bytes(LARGEST_UPLOAD - len(jpeg)), (640, 480))
    yield Upload("half a JPEG", jpeg[: len(jpeg) // 2], Fault.DAMAGED)
    yield Upload("half a PNG", png[: len(png) // 2], Fault.DAMAGED)
    yield Upload("half a WebP", webp[: len(webp) // 2], Fault.DAMAGED)
    yield Upload("half a HEIC", heic[: len(heic) // 2], Fault.DAMAGED)
    yield Upload("the start of a JPEG", b"\xff\xd8\xff", Fault.DAMAGED)
    yield Upload("the start of a PNG", b"\x89PNG\r\n\x1a\n", Fault.DAMAGED)
    yield Upload("the start of a HEIC", heic[:12], Fault.DAMAGED)
    yield Upload("a JPEG of noise", jpeg[:2] + b"\xff" * 1000, Fault.DAMAGED)
    yield Upload("a PNG with a wrong checksum", png[:40] + b"\0" + png[41:], Fault.DAMAGED)
    yield Upload("a PNG of no size", a_png_of(0, 0), Fault.DAMAGED)
    yield Upload("a PNG of a depth that is none", a_png_of(8, 8, depth=7), Fault.DAMAGED)
    yield Upload("a PNG with too few rows", a_png_of(640, 480), Fault.DAMAGED)
    yield Upload("a PNG with a torn profile", with_chunk(png, b"iCCP", b"x\0\0nozip"), (640, 480))
