from dispatch.responsibility.model import Line
from dispatch.responsibility.specificity import Dimension, Entry, entry_of, narrower_in
from tests.builders import OTHER_VILLAGE, TOWNSHIP, VILLAGE, a_line, a_territory

ROOT_DEPTH = 1


def entry(line: Line, *, depth: int = ROOT_DEPTH) -> Entry:
    return entry_of(line, leaves=a_territory().leaves(line.areas), depth=depth)


class TestNarrowerIn:
    def test_is_the_area_when_its_leaves_are_a_proper_part(self) -> None:
        village, township = entry(a_line(areas=VILLAGE)), entry(a_line(areas=TOWNSHIP))

        assert narrower_in(village, township) == (Dimension.AREA,)
        assert narrower_in(township, village) == ()

    def test_is_nothing_between_sets_that_cross(self) -> None:
        one = entry(a_line(areas=f"{VILLAGE};{OTHER_VILLAGE}"))
        other = entry(a_line(areas=TOWNSHIP))

        assert narrower_in(one, other) == narrower_in(other, one) == ()

    def test_is_the_zone_when_the_other_names_none(self) -> None:
        urban, everywhere = entry(a_line(zone="urban")), entry(a_line())

        assert narrower_in(urban, everywhere) == (Dimension.ZONE,)
        assert narrower_in(urban, entry(a_line(zone="river"))) == ()

    def test_is_the_condition_when_the_other_has_none(self) -> None:
        severe = entry(a_line(condition="severity >= 3"))

        assert narrower_in(severe, entry(a_line())) == (Dimension.CONDITION,)
        assert narrower_in(entry(a_line(condition="severity >= 4")), severe) == ()

    def test_is_the_matter_when_it_stands_below_the_other(self) -> None:
        child, parent = entry(a_line(), depth=2), entry(a_line(), depth=1)

        assert narrower_in(child, parent) == (Dimension.MATTER,)
        assert narrower_in(parent, child) == ()

    def test_is_nothing_when_each_is_narrower_somewhere(self) -> None:
        here, severe = entry(a_line(areas=VILLAGE)), entry(a_line(condition="severity >= 3"))

        assert narrower_in(here, severe) == narrower_in(severe, here) == ()

    def test_names_every_dimension(self) -> None:
        narrow = entry(a_line(areas=VILLAGE, zone="rural", condition="a = 1"), depth=2)

        assert narrower_in(narrow, entry(a_line())) == tuple(Dimension)

    def test_is_nothing_between_equals_however_they_are_written(self) -> None:
        one = entry(a_line(condition="a in x;y & b = 1"))
        same = entry(a_line(condition="b = 1 & a in y|x", areas="330521"))

        assert narrower_in(one, same) == narrower_in(same, one) == ()
