"""The list keeper's pages: a draft is begun, edited cell by cell, and read."""

from tests.web.lists import KEEPER, begins, row_of
from tests.web.people import Opens
from tests.web.world import World


class TestSmoke:
    def test_all(self, browser: Opens, world: World):
        b = browser(KEEPER)
        d = begins(b)
        for path in (
            "",
            "/matters",
            "/tests",
            "/try",
            "/changes",
            "/decision",
            "/rebase",
            "/lines/M001-01",
            "/matters/M001",
            "/tests/T01",
            "/new/lines?matter=M001",
            "/new/lines?like=M001-01",
            "/new/matters",
            "/new/tests",
        ):
            page = d.opens(path)
            assert page.status == 200, (path, page.text[-3000:])
        for path in (
            "/lists",
            "/lists/editions/1",
            "/lists/lines/M001-01",
            "/lists/requests",
            "/lists/requests/new?q=M001",
            "/lists/requests/new?what=set&row=M001-01",
            "/lists/requests/new?what=add",
            "/lists/requests/new?what=drop&row=M001-01",
            "/lists/requests/new?what=describe",
            "/lists/editions/1/files/responsibility.csv",
            "/try",
        ):
            assert b.opens(path).status == 200, path
        assert browser("desk1").opens("/lists/reroutes").status == 200
        r = d.edits("M001-01", "unit", "330521-ZRGH", "330521-ZHZF")
        assert r.status == 200, r.text
        print(r.raw[:3000])
        r = d.edits("M001-01", "unit", "330521-NOPE", "330521-ZRGH")
        print(r.status, r.raw[:300])
        r = d.edits("M001-01", "unit", "330521-ZHZF", "330521-ZHZF")
        print(r.status, r.raw[:300])
        assert 0
