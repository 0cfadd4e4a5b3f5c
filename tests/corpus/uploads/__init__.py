"""The corpus of uploads: what each file is, its bytes, and what must become of it.

Every file is made by code. ``expected`` is the size of the picture that is
shown, or the fault for which the file is refused. ``CANARY`` stands wherever a
file can carry words: no output may hold it.
"""

from tests.corpus.uploads.bombs import bombs
from tests.corpus.uploads.building import CANARY, Upload
from tests.corpus.uploads.disguised import disguised
from tests.corpus.uploads.photos import photos
from tests.corpus.uploads.torn import torn

__all__ = ["CANARY", "Upload", "uploads"]


def uploads() -> list[Upload]:
    """Return every file of the corpus."""
    return [*photos(), *torn(), *disguised(), *bombs()]
