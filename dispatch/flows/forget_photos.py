"""Photos that nothing shows are erased: marked after a day, gone at the next look.

    marked before ─► row out ─► blobs out, unless somebody else brought the same
    brought over a day ago, shown nowhere ─► marked: can be shown no more

Two looks, so that a crash between blob and commit only repeats the erasing and
never leaves a photo that can be shown without its bytes.
"""

from datetime import datetime, timedelta

from dispatch.blobs.model import Blobs
from dispatch.transaction import Work

KEPT_UNUSED = timedelta(days=1)


def forget_photos(*, work: Work, blobs: Blobs, now: datetime) -> int:
    """Erase what was marked, mark what is unused; return how many blobs were erased."""
    work.photos.forget_alone()
    unneeded = work.photos.take_out_marked()
    for county, blob_id in sorted(unneeded):
        blobs.remove(county, blob_id)
    work.photos.mark_unused(uploaded_before=now - KEPT_UNUSED, at=now)
    return len(unneeded)
