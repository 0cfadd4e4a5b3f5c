"""Made-up photos: the same corner of a street, with what was reported and without it.

Drawn by code and labelled as such; a place looks the same every time, so that
before and after show one corner.
"""

import io
from random import Random

from PIL import Image, ImageDraw

_SIZE = (1200, 900)
_HORIZON = 420
_KERB = 640
_EXIF_WHEN = 0x9003
_EXIF = 0x8769
_GREYS = ((96, 88, 70), (120, 104, 60), (70, 70, 76), (140, 60, 48), (60, 90, 120))


def photo_of(place: str, *, settled: bool, taken: str | None = None) -> bytes:
    """Return a photo of a place as a camera writes it, before or after it was settled.

    ``taken`` is the camera's time, in EXIF's own form.
    """
    rng = Random(place)  # noqa: S311 - a drawing
    image = Image.new("RGB", _SIZE, (rng.randrange(150, 200), 205, 230))
    draw = ImageDraw.Draw(image)
    _houses(draw, rng)
    draw.rectangle((0, _HORIZON, _SIZE[0], _KERB), fill=(178, 172, 164))
    draw.rectangle((0, _KERB, _SIZE[0], _SIZE[1]), fill=(92, 94, 98))
    for x in range(40, _SIZE[0], 220):
        draw.rectangle((x, 760, x + 120, 776), fill=(235, 232, 220))
    heap = Random(place + "heap")  # noqa: S311 - a drawing
    if not settled:
        _heap(draw, heap)
    label = f"DEMO  {place}  {'AFTER' if settled else 'BEFORE'}"
    draw.rectangle((0, _SIZE[1] - 56, _SIZE[0], _SIZE[1]), fill=(20, 30, 42))
    draw.text((24, _SIZE[1] - 46), label, fill=(255, 255, 255), font_size=32)
    written = io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif.get_ifd(_EXIF)[_EXIF_WHEN] = taken
    image.save(written, "JPEG", quality=80, exif=exif)
    return written.getvalue()


def _houses(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    left = 0
    while left < _SIZE[0]:
        width, top = rng.randrange(160, 320), rng.randrange(80, 260)
        shade = rng.randrange(150, 225)
        draw.rectangle((left, top, left + width, _HORIZON), fill=(shade, shade - 12, shade - 30))
        for x in range(left + 24, left + width - 50, 70):
            for y in range(top + 30, _HORIZON - 60, 80):
                draw.rectangle((x, y, x + 36, y + 46), fill=(88, 108, 128))
        left += width


def _heap(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    middle = rng.randrange(300, 900)
    for _ in range(26):
        x, y = middle + rng.randrange(-170, 170), rng.randrange(520, 690)
        size = rng.randrange(40, 110)
        draw.ellipse((x, y, x + size, y + size * 0.7), fill=rng.choice(_GREYS))
