"""Every page, from a small phone to a wall: nothing sticks out, everything can be read and hit."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, WALL, Visits
from tests.web.world import World

PAGES = [
    (None, "/sign-in"),
    ("wk-aokai", "/report"),
    ("wk-aokai", "/mine"),
    ("wk-zfd-01", "/queue"),
    ("desk1", "/sorting"),
    ("desk1", "/quarantine"),
    ("desk1", "/cases/{street}"),
    ("duban1", "/alerts"),
    ("admin", "/welcome"),
    ("qingdan1", "/lists"),
    ("qingdan1", "{draft}"),
    ("qingdan1", "{draft}/lines/M001-01"),
    ("qingdan2", "{submitted}/decision"),
    ("qingdan1", "{draft}/audit"),
    ("qingdan1", "{draft}/coverage"),
    ("qingdan1", "{draft}/what-if"),
    ("qingdan1", "{draft}/report"),
    ("qingdan1", "/lists/interface"),
    ("zhzf-01", "/lists/requests/new?what=set&row=M003-01"),
    ("qingdan1", "/lists/history"),
]
NAMES = [path for _, path in PAGES]
LARGE = [("wk-aokai", "/report"), ("wk-aokai", "/mine"), ("duban1", "/alerts")]

TOO_SMALL = """
(least) => [...document.querySelectorAll('main a.button, button, input:not([type=hidden]), select,'
    + ' textarea, summary.button, .menu a, .tabs a, .piles a, .platform-tabs a')]
  .filter((one) => one.checkVisibility() && !['radio', 'checkbox'].includes(one.type))
  .map((one) => [one.textContent.trim().slice(0, 20) || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)
"""

TOO_PALE = """
() => {
  const read = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const light = (rgb) => rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    for (let up = one; up; up = up.parentElement) {
      const found = read(getComputedStyle(up).backgroundColor);
      if (found.a > 0.9) return found.rgb;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.checkVisibility()) continue;
    if (['SCRIPT', 'STYLE', 'OPTION'].includes(one.tagName)) continue;
    const style = getComputedStyle(one);
    const ink = light(read(style.webkitTextFillColor).rgb);
    const paper = light(ground(one));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) {
      const words = walk.currentNode.data.trim().slice(0, 16);
      found.add(`${words} ${ratio.toFixed(2)} .${one.className}`);
    }
  }
  return [...found];
}
"""


@pytest.fixture(autouse=True, scope="module")
def busy(world: World) -> None:
    """Let some time pass, so that every kind of chip is on some page."""
    for urgency in ("red", "orange", "blue"):
        world.arrives("占道经营。", "330521001001", matter="M014", urgency=urgency)
    for _ in range(5):
        world.forward(hours=11)
        world.climbs()
    world.arrives("新到的占道经营。", "330521001001", matter="M014")


class TestLooks:
    @pytest.mark.parametrize(("account", "path"), PAGES, ids=NAMES)
    def test_fit_every_width_can_be_hit_and_can_be_read(
        self, visits: Visits, named: dict[str, str], account: str | None, path: str
    ):
        page = visits(account, path.format(**named), size=PHONE)

        targets_too_small = page.evaluate(TOO_SMALL, 44)
        sticking_out = []
        for size in (SMALL_PHONE, PHONE, DESK, WALL):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                sticking_out.append(size["width"])
        words_too_pale = page.evaluate(TOO_PALE)

        assert (targets_too_small, sticking_out, words_too_pale) == ([], [], [])

    @pytest.mark.parametrize(("account", "path"), LARGE, ids=[path for _, path in LARGE])
    def test_grow_when_large_letters_are_asked_for(self, visits: Visits, account: str, path: str):
        page = visits(account, path, size=SMALL_PHONE)

        page.get_by_role("button", name="大字").click()

        expect(page.get_by_role("button", name="标准字")).to_be_visible()
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
        assert page.evaluate(TOO_SMALL, 60) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]
        assert path in page.url
