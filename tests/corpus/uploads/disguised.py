"""Files that are something else, or something else as well."""

import gzip
import io
import zipfile
from collections.abc import Iterator

from PIL import Image

from dispatch.blobs.picture import Fault
from tests.corpus.uploads.building import CANARY, WIDE, Upload, a_jpeg, a_png, with_segment, written
from tests.support.pictures import a_picture

_SCRIPT = b"<script>alert('" + CANARY + b"')</script>"
_XXE = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
)


def disguised() -> Iterator[Upload]:
    """Yield every file that is not, or not only, a photo."""
    picture, jpeg = a_picture(), a_jpeg()
    # Two things at once: the photo in it is taken, the rest of it is not.
    yield Upload("JPEG and ZIP", jpeg + _a_zip(), WIDE)
    yield Upload("PNG and ZIP", a_png() + _a_zip(), WIDE)
    yield Upload("JPEG and HTML behind", jpeg + b"<html>" + _SCRIPT, WIDE)
    yield Upload("JPEG and HTML in front", with_segment(jpeg, 0xFE, b"*/" + _SCRIPT), WIDE)
    yield Upload("JPEG and PHP", with_segment(jpeg, 0xFE, b"<?php /*" + CANARY + b"*/ ?>"), WIDE)
    yield Upload("JPEG and PDF", jpeg + b"%PDF-1.7 /JS (" + CANARY + b")", WIDE)
    # Only something else.
    for name, content in {
        "GIF": written(picture.convert("P"), "GIF"),
        "GIF and JAR": written(picture.convert("P"), "GIF") + _a_zip(),
        "moving GIF": written(picture, "GIF", save_all=True, append_images=[a_picture(2)]),
        "BMP": written(picture, "BMP"),
        "TIFF": written(picture, "TIFF"),
        "ICO": written(picture.resize((64, 64)), "ICO"),
        "AVIF": written(picture, "AVIF"),
        "JPEG 2000": written(picture, "JPEG2000"),
        "PPM": written(picture, "PPM"),
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(" + CANARY + b") print",
        "PDF": b"%PDF-1.7\n" + CANARY,
        "PDF around a JPEG": b"%PDF-1.7\nstream\n" + jpeg + b"endstream",
        "SVG with a script": b"<svg>" + _SCRIPT + b"</svg>",
        "SVG that reads files": _XXE,
        "HTML": b"<!doctype html>" + _SCRIPT,
        "ZIP": _a_zip(),
        "ZIP with a photo": _a_zip(jpeg),
        "gzip of a photo": gzip.compress(jpeg, mtime=0),
        "a program": b"\x7fELF\x02\x01\x01" + bytes(64),
        "a Windows program": b"MZ" + bytes(64),
        "words": "这不是照片".encode(),
        "zeros": bytes(4096),
        "a photo behind a blank": b" " + jpeg,
        "a photo behind a BOM": b"\xef\xbb\xbf" + jpeg,
        "RIFF that is sound": b"RIFF\x24\0\0\0WAVEfmt " + bytes(32),
        "a film": b"\0\0\0\x18ftypisom" + bytes(64),
        "the EICAR test": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    }.items():
        yield Upload(name, content, Fault.NOT_A_PHOTO)
    yield Upload("an AVIF that calls itself HEIC", _renamed_avif(picture), Fault.DAMAGED)


def _a_zip(content: bytes = CANARY) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../payload.class", content)
    return out.getvalue()


def _renamed_avif(picture: Image.Image) -> bytes:
    avif = written(picture, "AVIF")
    return avif[:8] + b"heic" + avif[12:]
