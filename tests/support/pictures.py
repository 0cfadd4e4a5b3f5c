"""Photos drawn by code, different for every seed."""

import io
import random

from PIL import Image, ImageDraw


def a_picture(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    rng = random.Random(seed)  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(6):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        colour = tuple(rng.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + size[0] // 4, y + size[1] // 4), fill=colour)
    return image


def a_jpeg(seed: int = 1, size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    written = io.BytesIO()
    a_picture(seed, size).save(written, "JPEG", **options)
    return written.getvalue()
