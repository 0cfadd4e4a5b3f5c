"""The limited child: one file on standard input, one photo made anew on standard output.

    libraries ─► limits on ─► read ─► known format? ─► no more files ─► few enough pixels?
      ─► decode ─► shrink ─► turn upright ─► sRGB ─► fresh JPEG + thumbnail

A decoder that is broken into holds a process without the environment, that can
open no file and no connection, has no database, and dies within seconds. The
answer is a line of JSON and then the bytes it counts; ``limited`` checks both.
It imports nothing of the product but the two modules beside it.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import (
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from dispatch.blobs.camera import notes_of, orientation_of
from dispatch.blobs.kinds import format_of

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
OUTPUT = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
DISPLAY = 1600
THUMB = 320
_LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""What Pillow would load only when it meets it: by then no file can be opened any more."""


class Unfit(Exception):
    """The file is refused for the reason that it carries."""


def limit_self() -> None:
    """Take away memory, time and room from this process, for good."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def open_nothing_more() -> None:
    """Let no file and no connection be opened any more; what is open stays open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def made_anew(content: bytes, kind: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Return what the photo says of itself, and it as display and thumbnail.

    Raises:
        Unfit: it has too many pixels, or cannot be decoded.
    """
    with Image.open(io.BytesIO(content), formats=(kind,)) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unfit("too_many_pixels")
        # A JPEG is decoded at a half, a quarter or an eighth if that is enough.
        image.draft(None, (DISPLAY, DISPLAY))
        image.load()
        turn, notes = orientation_of(image), notes_of(image)
        profile = image.info.get("icc_profile")
        small = _resizable(image)
        small.thumbnail((DISPLAY, DISPLAY), Image.Resampling.LANCZOS)
    shown = _on_white(_turned(small, turn), profile)
    thumb = shown.copy()
    thumb.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
    facts = {"width": shown.width, "height": shown.height, **notes}
    return facts, _jpeg(shown, 85), _jpeg(thumb, 80)


def _resizable(image: Image.Image) -> Image.Image:
    """Return the image in a mode in which pixels can be averaged."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        # Sixteen bits of grey: the lower eight are below what a screen shows.
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"P", "HSV", "LAB", "F"} else image


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image as sRGB on white, without anything else that came with it."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _srgb(image.convert("RGB") if alpha else image, profile)
    fresh = Image.new("RGB", image.size, (255, 255, 255))
    fresh.paste(colours, mask=alpha)
    return fresh


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            shown = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile that is none, or of other colours: taken as if there were none.
            return image.convert("RGB")
        return shown or image.convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality)
    return written.getvalue()


def _load_heif() -> None:
    import pillow_heif  # noqa: PLC0415 - only where a photo needs it

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.register_heif_opener()


def _answer(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    kind = format_of(content)
    if kind is None:
        return {"refused": "not_a_photo"}, b"", b""
    try:
        if kind == "HEIF":
            _load_heif()
        open_nothing_more()
        return made_anew(content, kind)
    except Unfit as why:
        return {"refused": str(why)}, b"", b""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "too_many_pixels"}, b"", b""
    except MemoryError:
        return {"refused": "too_demanding"}, b"", b""
    except Exception:  # noqa: BLE001 - the outermost door of this process: what fails to decode is damaged
        return {"refused": "damaged"}, b"", b""


def main() -> None:
    """Read one file, answer, end."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    limit_self()
    facts, display, thumb = _answer(sys.stdin.buffer.read())
    head = {**facts, "display": len(display), "thumb": len(thumb)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + display + thumb)
    sys.stdout.buffer.flush()
