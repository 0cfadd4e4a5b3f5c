"""Are the photos that we promise to show really there, byte for byte?"""

from collections.abc import Iterator

from dispatch.blobs.model import BlobMissing, Blobs
from dispatch.photos.model import Photo
from dispatch.transaction import Work


def broken_photos(*, work: Work, blobs: Blobs, sample: int | None = None) -> Iterator[Photo]:
    """Go through photos, all or a random sample, and return those that cannot be shown."""
    for photo in work.photos.sample(sample):
        try:
            for blob_id in (photo.photo_id, photo.thumb_id):
                blobs.get(photo.county, blob_id)
        except BlobMissing:
            yield photo
