"""Try a report: the answer at once, by the same rules, and nothing kept."""

from sqlalchemy import text

from dispatch.people.scope import WORKER
from tests.web.people import Opens
from tests.web.world import World

STREET = {"text": "永安街水果摊占道经营,人行道走不过去。", "area": "330521001001"}


class TestTrial:
    def test_shows_who_would_get_it_until_when_and_why(self, browser: Opens, world: World):
        page = browser("desk1").sends("/try", **STREET)

        assert page.status == 200
        assert "主责" in page
        assert "到期" in page
        assert "M014-" in page
        assert "采用" in page

    def test_decides_as_for_a_real_report(self, browser: Opens, world: World):
        page = browser("desk1").sends("/try", **STREET)
        number = world.arrives(STREET["text"], STREET["area"])

        with world.deployment.work(WORKER) as work:
            sentence = work.connection.scalar(
                text("select because->>'sentence' from cases where number = :number"),
                {"number": number},
            )
        assert sentence.split("）")[-1] in page

    def test_keeps_nothing(self, browser: Opens, world: World):
        visitor = browser("desk1")
        before = kept(world)

        visitor.sends("/try", **STREET)

        assert kept(world) == before

    def test_says_what_is_missing_and_takes_the_answer(self, browser: Opens):
        visitor = browser("qingdan1")
        build = {"text": "有人在私搭乱建。", "area": "330521001001", "matter": "M001"}

        asked = visitor.sends("/try", **build)
        told = visitor.sends("/try", **build, **{"say.stage": "standing"})

        assert "还缺:建设阶段" in asked
        assert "还缺" not in told
        assert "M001-02" in told

    def test_puts_no_words_into_an_address(self, browser: Opens):
        page = browser("desk1").opens("/try?text=秘密的话")

        assert "秘密的话" not in page.text.split("<textarea")[1]

    def test_refuses_what_could_be_no_report(self, browser: Opens):
        visitor = browser("desk1")

        for wrong in ({"text": " "}, {"area": "110101"}, {"day": "soon"}):
            page = visitor.sends("/try", **{**STREET, **wrong})
            assert page.status == 422, wrong
            assert "不能试判" in page
            assert "<script" not in page.text.split("✕ 不能试判")[1][:200]


def kept(world: World) -> tuple[int, ...]:
    with world.deployment.work(WORKER) as work:
        return tuple(
            work.connection.scalar(text(f"select count(*) from {table}"))
            for table in ("report", "cases", "journal", "promise", "notice", "outbox")
        )
