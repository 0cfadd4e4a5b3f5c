"""How many records come in one beat: the county's day, at a rate the machine can bear.

county time passed × reports an hour × how busy it is ─► expected ─► a whole number
                                                   └ never more than the cap a beat
"""

from datetime import datetime, timedelta

from deploy.demo.seasons import pace

PER_BUSY_HOUR = 60.0
"""Reports of a county of some hundred thousand people in its busiest hour."""
MOST_A_SECOND = 6.0
"""Records a second of the machine, however fast the county's clock runs."""
_STEPS = 24


class Rhythm:
    """Counts the records that are due as the county's clock goes on."""

    def __init__(self, begins: datetime, *, per_busy_hour: float = PER_BUSY_HOUR) -> None:
        """Begin to count at an instant of the county."""
        self._last = begins
        self._rate = per_busy_hour
        self._owed = 0.0

    def due(self, now: datetime, *, real_seconds: float) -> int:
        """Return how many records came since the last call, as far as the machine bears them.

        What is above the cap never comes: a county whose clock runs fast is shown a part
        of its reports, with the shape of its day kept.
        """
        passed = max(now - self._last, timedelta(0))
        self._last = now
        hours = passed / timedelta(hours=1)
        # A beat at high speed spans hours of the county; its peaks and nights are averaged.
        busy = sum(pace(now - passed * (at / _STEPS)) for at in range(_STEPS)) / _STEPS
        cap = MOST_A_SECOND * real_seconds
        most = self._rate * hours
        scale = min(1.0, cap / most) if most else 0.0
        self._owed += most * busy * scale
        count = int(self._owed)
        self._owed -= count
        return count
