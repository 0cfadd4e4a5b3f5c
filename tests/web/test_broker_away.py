"""The desk's pages say since when Kafka has been away and how many reports wait."""

from collections.abc import Iterator

import pytest

from dispatch.flows.note_outage import note_away, note_back
from dispatch.journal.model import Part
from dispatch.people.scope import WORKER
from tests.web.people import Opens
from tests.web.world import World

PAGES = ("/queue", "/sorting")


@pytest.fixture
def away(world: World) -> Iterator[None]:
    """Kafka away since now, while the test lasts."""
    with world.deployment.work(WORKER) as work:
        note_away(Part.KAFKA, work=work, now=world.clock.now())
    yield
    with world.deployment.work(WORKER) as work:
        note_back(Part.KAFKA, work=work, now=world.clock.now())


class TestBrokerAway:
    @pytest.mark.parametrize("path", PAGES)
    def test_is_not_said_while_it_answers(self, browser: Opens, path: str) -> None:
        assert "Kafka 中断" not in browser("desk1").opens(path)

    @pytest.mark.usefixtures("away")
    @pytest.mark.parametrize("path", PAGES)
    def test_is_said_to_the_desk_with_its_beginning(
        self, browser: Opens, world: World, path: str
    ) -> None:
        page = browser("desk1").opens(path)

        assert "Kafka 中断" in page
        assert f"{world.clock.now().astimezone():%H:%M}"[3:] in page
        assert "0 件上报在等" in page

    @pytest.mark.usefixtures("away")
    def test_counts_the_reports_that_wait(self, browser: Opens) -> None:
        form = browser("wk-aokai")
        sent = form.sends(
            "/report",
            key="0198c0de-0000-7000-8000-0000000000aa",
            text="井盖破损",
            area="330521001001001",
            opened_at="2026-11-23T09:00:00+08:00",
        )

        assert sent.status == 303, sent.text
        assert "1 件上报在等" in browser("desk1").opens("/sorting")

    @pytest.mark.usefixtures("away")
    def test_is_said_in_english_too(self, browser: Opens) -> None:
        visitor = browser("desk1")
        visitor.sends("/language", language="en")

        assert "Kafka is away" in visitor.opens("/sorting")

    @pytest.mark.usefixtures("away")
    @pytest.mark.parametrize("account", ["wk-zhs-01", "wk-zfd-01", "duban1"])
    def test_is_the_desks_to_know_alone(self, browser: Opens, account: str) -> None:
        assert "Kafka 中断" not in browser(account).opens("/queue")
