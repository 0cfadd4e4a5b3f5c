"""Photos are shown with a report or a move: only one's own, each once, not too many.

ids named ─► how many? ─► brought by this account? ─► shown
                └ too many   └ no: say so, nothing is shown
"""

from collections.abc import Sequence

from dispatch.people.scope import Actor
from dispatch.photos.model import PhotosUnknown, TooManyPhotos, is_photo_id
from dispatch.transaction import Work


def own_photos(ids: Sequence[str], *, most: int, actor: Actor, work: Work) -> tuple[str, ...]:
    """Return the ids, once each, if this account brought every one of them.

    Until the transaction ends none of them is forgotten. Somebody else's photo,
    seen or guessed, cannot be shown as one's own.

    Raises:
        TooManyPhotos: there are more than ``most``.
        PhotosUnknown: one was not brought by this account, or too long ago.
    """
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return ()
    if len(wanted) > most:
        raise TooManyPhotos("最多 %(most)s 张照片", most=most)
    work.photos.hold_back_forgetting()
    if not all(map(is_photo_id, wanted)) or set(wanted) - work.photos.brought_by(
        actor.account, wanted
    ):
        raise PhotosUnknown("有照片没有上传成功或已过期,请重新选择照片")
    return wanted
