"""A consumer that was paused longer than its session must not write when it wakes."""

from pathlib import Path

from tests.support.crashing import Worker, wait_until
from tests.support.working import Keyed, Working

FREEZING = Path(__file__).with_name("freezing.py")


def freeze_and_replace(at_work: Working) -> tuple[Worker, list[Keyed]]:
    """Freeze a consumer with a batch in hand until another has taken everything."""
    records = at_work.records(60)
    at_work.produce(records)
    frozen = at_work.workers.start("reports", instead=FREEZING, consumer_slot="a", batch_size="10")
    frozen.freezes_itself()
    at_work.workers.start("reports", consumer_slot="b")
    at_work.settles(60)
    return frozen, records


class TestFrozenConsumer:
    def test_is_fenced_when_it_thaws_and_goes_on_as_one_of_two(self, at_work: Working) -> None:
        frozen, records = freeze_and_replace(at_work)
        before = at_work.stored()

        frozen.thaw()
        wait_until(lambda: frozen.lines("fenced"), told="its write is refused")

        assert at_work.stored() == before
        more = at_work.records(60)
        at_work.produce(more)
        at_work.settles(120)
        assert frozen.ended is None
        at_work.each_is_one_case([*records, *more])
        at_work.holds()
