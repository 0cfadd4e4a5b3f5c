"""What a photo is once it has been made harmless, and why one is turned away."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch.errors import Refused

LARGEST_UPLOAD = 15 * 1024 * 1024
"""Bytes of one photo as it comes from the camera."""


class Fault(StrEnum):
    """Why a file cannot be taken as a photo."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PHOTO = "not_a_photo"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_DEMANDING = "too_demanding"


FAULT_TEXTS: dict[Fault, str] = {
    Fault.EMPTY: "文件是空的,请重新选择照片",
    Fault.TOO_LARGE: "照片超过 15 MB,请压缩后再传",
    Fault.NOT_A_PHOTO: "不是可用的照片,请上传 JPEG、PNG、WebP 或 HEIC 格式",
    Fault.DAMAGED: "照片不完整或已损坏,请重新拍摄或选择",
    Fault.TOO_MANY_PIXELS: "照片超过 5000 万像素,请缩小后再传",
    Fault.TOO_DEMANDING: "这个文件无法在限定的时间和内存内打开,请换一张照片",
}


class PhotoRefused(Refused):
    """The file cannot be taken as a photo; ``fault`` says why."""

    code = "photos.refused"

    def __init__(self, fault: Fault) -> None:
        super().__init__(FAULT_TEXTS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo made anew from its pixels; nothing of the file that came is in it."""

    display: bytes
    """JPEG, sRGB, upright, 1,600 pixels at most."""
    thumb: bytes
    """The same at 320 pixels."""
    width: int
    height: int
    taken_at: datetime | None
    """As the camera said; naive where it did not name its offset."""
    lon: float | None
    lat: float | None
