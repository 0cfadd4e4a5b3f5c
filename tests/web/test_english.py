"""English everywhere: no page leaves a reader of English with Chinese that is ours."""

import re
from html.parser import HTMLParser

import pytest

from tests.web.lists import begins
from tests.web.people import PEOPLE, Browser, Opens
from tests.web.world import World

_HAN = re.compile("[\u3400-\u9fff]")
_SPOKEN = {"alt", "aria-label", "content", "data-label", "label", "placeholder", "title"}
_EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
_LINK = re.compile(r'href="(/[^"#]*)"')
_MOST_PAGES = 60


class Reader(HTMLParser):
    """Finds Chinese that is not marked as such."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._marked: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        marked = (self._marked and self._marked[-1]) or given.get("lang") == "zh"
        if not marked:
            self.found += [
                f"{tag} {name}={value}"
                for name, value in attrs
                if name in _SPOKEN and value and _HAN.search(value)
            ]
        if tag not in _EMPTY:
            self._marked.append(bool(marked))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self._marked.pop()

    def handle_data(self, data: str) -> None:
        if _HAN.search(data) and not (self._marked and self._marked[-1]):
            self.found.append(data.strip())


def unmarked(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.found


def reads_english(browser: Browser) -> Browser:
    assert browser.sends("/language", language="en").status == 303
    return browser


def walk(browser: Browser) -> dict[str, list[str]]:
    """Return the Chinese left on every page that can be reached by links."""
    left, seen, waiting = {}, set(), ["/"]
    while waiting and len(seen) < _MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/static", "/api/docs", "/photos")):
            continue
        seen.add(path)
        page = browser.opens(path)
        if page.status == 303:
            waiting.append(page.location)
        elif page.headers["Content-Type"].startswith("text/html"):
            waiting += [link.replace("&amp;", "&") for link in _LINK.findall(page.raw)]
            if found := unmarked(page.raw):
                left[path] = found
    assert len(seen) >= 2
    return left


class TestReader:
    def test_finds_chinese_in_text_and_in_what_is_read_aloud(self) -> None:
        page = '<p>a <b>中</b></p><input placeholder="文"><p lang="zh">县<i>城</i></p><p>b</p>'

        assert unmarked(page) == ["中", "input placeholder=文"]


class TestEnglish:
    @pytest.mark.parametrize(
        "who",
        [
            "grid worker",
            "village",
            "township",
            "unit",
            "department",
            "county desk",
            "supervisor",
            "list keeper",
            "admin",
            "auditor",
        ],
    )
    def test_leaves_no_chinese_of_ours_to_any_role(self, browser: Opens, who: str) -> None:
        reader = reads_english(browser(PEOPLE[who]))
        if who == "list keeper":
            begins(reader)

        assert walk(reader) == {}

    def test_is_spoken_at_the_door_and_stays_after_signing_in(self, browser: Opens) -> None:
        stranger = reads_english(browser())

        assert unmarked(stranger.opens("/sign-in").raw) == ["中文"] or (
            unmarked(stranger.opens("/sign-in").raw) == []
        )
        assert stranger.signs_in("desk1").status == 303
        assert "Work queue" in stranger.opens("/queue")
        stranger.sends("/sign-out")
        assert "Sign in" in stranger.opens("/sign-in")

    def test_is_told_to_the_browser(self, browser: Opens) -> None:
        visitor = browser("desk1")

        assert '<html lang="zh-CN"' in visitor.opens("/queue").raw
        assert '<html lang="en"' in reads_english(visitor).opens("/queue").raw

    def test_goes_back_to_chinese(self, browser: Opens) -> None:
        visitor = reads_english(browser("desk1"))
        visitor.sends("/language", language="zh")

        assert "工作队列" in visitor.opens("/queue")

    def test_leads_nobody_elsewhere(self, browser: Opens) -> None:
        answer = browser("desk1").sends("/language", language="en", back="//evil.example/")

        assert answer.location == "/"

    def test_is_spoken_by_error_pages_and_refusals(self, browser: Opens, world: World) -> None:
        visitor = reads_english(browser("desk1"))
        missing = visitor.opens("/cases/C330521-nowhere")
        refused = visitor.sends_and_follows(f"/cases/{world.street}/assignment", unit="X", note="")

        assert "Not found" in missing
        assert unmarked(missing.raw) == []
        assert "not possible: Assign" in refused
        assert unmarked(refused.raw) == []

    def test_gives_the_reason_of_a_decision_in_english(self, browser: Opens, world: World) -> None:
        page = reads_english(browser("desk1")).opens(f"/cases/{world.street}")

        assert re.search(r"By lines? .+ of the responsibility list,", page.text)
        assert '<span lang="zh">' in page.raw
