from deploy.bench.worlds import a_county, a_draft_of, past_cases
from dispatch.responsibility.model import Duty
from dispatch.routing.replay import Replay


class TestACounty:
    def test_has_the_size_that_was_asked_for(self) -> None:
        assert a_county().size == "10,000 lines, 900 matters, 2,600 areas"

    def test_is_the_same_for_the_same_seed_and_another_for_another(self) -> None:
        one, again, other = (a_county(lines=50, matters=10, leaves=60, seed=n) for n in (1, 1, 2))

        assert one.lines == again.lines
        assert one.lines != other.lines

    def test_takes_its_duties_in_turn(self) -> None:
        county = a_county(lines=60, matters=10, leaves=60, duties=(Duty.DISPOSE, Duty.PATROL))

        assert [line.duty for line in county.lines[:3]] == [Duty.DISPOSE, Duty.PATROL, Duty.DISPOSE]


class TestADraftOf:
    def test_moves_some_cases_of_the_past(self) -> None:
        county = a_county(lines=200, matters=20, leaves=60)
        replay = Replay(county, a_draft_of(county, share=0.2))

        replay.feed(past_cases(county, 500))

        assert 0 < replay.result().moved < 500
