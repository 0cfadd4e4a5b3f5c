"""What is wrong with a draft and what it would change: seen, mended, taken back."""

import re

from tests.web.lists import KEEPER, begins
from tests.web.people import Opens
from tests.web.world import World

_WAY = re.compile(
    r'name="finding" value="([^"]+)"><input type="hidden" name="way" value="([^"]+)">'
    r'<input type="hidden" name="read" value="([^"]*)"'
)


class TestAudit:
    def test_mends_a_finding_by_one_press_and_takes_it_back(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER), "体检修复")
        page = draft.opens("/audit")
        assert page.status == 200, page.text
        assert "“校园周边秩序”在新市镇同时由" in page
        print([m for m in _WAY.findall(page.text)][:5])
        import pathlib

        pathlib.Path("/tmp/audit.html").write_text(page.raw)
