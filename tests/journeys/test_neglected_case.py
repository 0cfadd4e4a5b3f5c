"""A report goes in, nobody moves, somebody is told."""

from tests.support.county import CountyWorld


class TestSupervisor:
    def test_hears_of_a_case_nobody_touched(self, county: CountyWorld) -> None:
        county.grid_worker("敖凯").reports("桥头有人乱贴小广告", at="居仁社区第1网格")
        county.relay()

        county.clock.forward(days=10)
        county.tick_until_quiet()

        assert county.supervisor("慎云飞").inbox.first.says("居仁社区", "桥头", "超期")
        assert county.breaches() == []
