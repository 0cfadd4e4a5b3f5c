"""Every page, on a phone and on a desk: axe-core finds nothing."""

from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.test_looks import PAGES

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
MORE = [
    ("desk1", "/queue"),
    ("desk1", "/sorting?outcome=conflict&case={conflict}"),
    ("desk1", "/sorting?outcome=conflict&case={conflict}&pick=1"),
    ("desk1", "/sorting?outcome=gap&case={gap}"),
    ("desk1", "/try"),
    ("wk-aokai", "/report/receipts/{receipt}"),
    ("qingdan1", "{draft}/tests"),
    ("qingdan1", "{draft}/try"),
    ("qingdan1", "{draft}/changes"),
    ("qingdan1", "{draft}/compare"),
    ("qingdan1", "/lists/editions/1"),
    ("qingdan1", "/lists/editions/1/audit"),
    ("qingdan1", "/lists/lines/M001-01"),
    ("qingdan1", "/lists/requests/{request}"),
    ("zhzf-01", "/lists/requests/new?q=焚烧"),
    ("desk1", "/lists/reroutes"),
]
_ASK = """
async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.map((one) =>
    `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
}
"""

pytestmark = pytest.mark.skipif(not _AXE.exists(), reason="no axe-core: run ./run setup --dev")


class TestAxe:
    @pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
    @pytest.mark.parametrize(
        ("account", "path"), [*PAGES, *MORE], ids=[path for _, path in [*PAGES, *MORE]]
    )
    def test_finds_no_violation(self, visits: Visits, named: dict[str, str], account, path, size):
        page = visits(account, path.format(**named), size=size)

        page.evaluate(_AXE.read_text("utf-8"))

        assert page.evaluate(_ASK) == []
