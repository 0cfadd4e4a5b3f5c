"""Real photos, ordinary and odd: all of them are taken."""

import io
from collections.abc import Iterator

from PIL import Image, ImageCms, PngImagePlugin

from tests.corpus.uploads.building import (
    CANARY,
    WIDE,
    Upload,
    a_jpeg,
    a_png,
    exif,
    segment,
    with_segment,
    written,
)
from tests.support.pictures import a_picture

TALL = (480, 640)
_WORDS = CANARY.decode()


def photos() -> Iterator[Upload]:
    """Yield every file that is a photo."""
    yield from _turned()
    yield from _talkative()
    yield from _modes()
    yield from _formats()
    yield from _sizes()


def _turned() -> Iterator[Upload]:
    for way in range(1, 9):
        size = WIDE if way < 5 else TALL
        yield Upload(f"orientation {way}", a_jpeg(exif=exif(Orientation=way)), size)
    yield Upload("orientation 9", a_jpeg(exif=exif(Orientation=9)), WIDE)
    yield Upload("orientation in a PNG", a_png(exif=exif(Orientation=6)), TALL)
    webp = written(a_picture(), "WEBP", exif=exif(Orientation=6).tobytes())
    yield Upload("orientation in a WebP", webp, TALL)


def _talkative() -> Iterator[Upload]:
    told = exif(
        Make=_WORDS, Model=_WORDS, ImageDescription=_WORDS, BodySerialNumber=_WORDS,
        UserComment=_WORDS, DateTimeOriginal="2026:11:20 08:30:00",
        GPSLatitudeRef="N", GPSLatitude=(30.0, 32.0, 33.0),
        GPSLongitudeRef="E", GPSLongitude=(119.0, 57.0, 36.0),
    )  # fmt: skip
    yield Upload("EXIF with names, numbers and a place", a_jpeg(exif=told), WIDE)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
    yield Upload("XMP", with_segment(a_jpeg(), 0xE1, xmp), WIDE)
    yield Upload("IPTC", with_segment(a_jpeg(), 0xED, b"Photoshop 3.0\0" + CANARY), WIDE)
    yield Upload("a comment", a_jpeg(comment=CANARY), WIDE)
    yield Upload("a maker's segment", with_segment(a_jpeg(), 0xEB, CANARY), WIDE)
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", _WORDS)
    words.add_itxt("Description", _WORDS, zip=True)
    yield Upload("words in a PNG", a_png(pnginfo=words), WIDE)
    webp = written(a_picture(), "WEBP", exif=told.tobytes(), xmp=CANARY)
    yield Upload("EXIF and XMP in a WebP", webp, WIDE)
    heic = written(a_picture(), "HEIF", exif=told.tobytes(), xmp=CANARY)
    yield Upload("EXIF and XMP in a HEIC", heic, WIDE)
    yield Upload("a thumbnail of its own", a_jpeg(exif=told) + a_jpeg(comment=CANARY), WIDE)
    yield Upload("EXIF that is none", with_segment(a_jpeg(), 0xE1, b"Exif\0\0" + CANARY * 9), WIDE)
    loop = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
    yield Upload("EXIF that points at itself", with_segment(a_jpeg(), 0xE1, loop), WIDE)


def _modes() -> Iterator[Upload]:
    picture = a_picture()
    yield Upload("grey JPEG", written(picture.convert("L"), "JPEG"), WIDE)
    yield Upload("CMYK JPEG", written(picture.convert("CMYK"), "JPEG"), WIDE)
    yield Upload("progressive JPEG", a_jpeg(progressive=True), WIDE)
    yield Upload("black and white PNG", written(picture.convert("1"), "PNG"), WIDE)
    deep = picture.convert("L").convert("I").point(lambda v: v * 256)
    yield Upload("16-bit grey PNG", written(deep.convert("I;16"), "PNG"), WIDE)
    palette = picture.convert("P", palette=Image.Palette.ADAPTIVE)
    yield Upload("palette PNG", written(palette, "PNG"), WIDE)
    yield Upload("palette PNG with a hole", written(palette, "PNG", transparency=0), WIDE)
    clear = picture.copy()
    clear.putalpha(0)
    yield Upload("wholly transparent PNG", written(clear, "PNG"), WIDE)
    yield Upload("grey PNG with alpha", written(clear.convert("LA"), "PNG"), WIDE)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield Upload("a colour profile", a_jpeg(icc_profile=srgb), WIDE)
    yield Upload("a profile of other colours", a_jpeg(icc_profile=lab), WIDE)
    yield Upload("a profile that is none", a_jpeg(icc_profile=CANARY * 50), WIDE)
    yield Upload("a torn profile", a_jpeg(icc_profile=srgb[:100]), WIDE)


def _formats() -> Iterator[Upload]:
    one, other = a_picture(1), a_picture(2)
    yield Upload("PNG", a_png(), WIDE)
    yield Upload("WebP", written(one, "WEBP"), WIDE)
    yield Upload("WebP without loss", written(one, "WEBP", lossless=True), WIDE)
    yield Upload("HEIC", written(one, "HEIF"), WIDE)
    yield Upload("HEIC of two pictures", _two_in_one_heic(one, other), WIDE)
    many = {"save_all": True, "append_images": [other]}
    yield Upload("moving WebP", written(one, "WEBP", **many), WIDE)
    yield Upload("moving PNG", written(one, "PNG", **many), WIDE)
    yield Upload("MPO", written(one, "MPO", **many), WIDE)
    yield Upload("JPEG with filling bytes", b"\xff\xd8" + b"\xff" + a_jpeg()[2:], WIDE)
    yield Upload("JPEG with an empty segment", with_segment(a_jpeg(), 0xEE, b""), WIDE)
    yield Upload(
        "JPEG with a second APP0", a_jpeg()[:2] + segment(0xE0, b"JFXX\0") + a_jpeg()[2:], WIDE
    )


def _two_in_one_heic(one: Image.Image, other: Image.Image) -> bytes:
    out = io.BytesIO()
    one.save(out, "HEIF", save_all=True, append_images=[other])
    return out.getvalue()


def _sizes() -> Iterator[Upload]:
    yield Upload("one pixel", written(Image.new("RGB", (1, 1)), "PNG"), (1, 1))
    yield Upload("a line", written(Image.new("RGB", (1, 20_000)), "PNG"), (1, 1600))
    yield Upload("a lying line", written(Image.new("L", (20_000, 2)), "JPEG"), (1600, 1))
    yield Upload("a camera's size", written(a_picture(1, (4000, 3000)), "JPEG"), (1600, 1200))
    grey = written(Image.new("L", (7000, 7000)), "PNG")
    yield Upload("49 million pixels", grey, (1600, 1600))
