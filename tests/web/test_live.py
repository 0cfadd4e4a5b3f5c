"""What open pages are told, and who is told nothing."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import text

from dispatch.bootstrap import Deployment
from dispatch.flows.accept_case import accept_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.sign_in import set_password
from dispatch.people.scope import WORKER
from dispatch.web.live import stream
from dispatch.web.live.app import READER, create_live
from dispatch.web.live.reader import Reader
from tests.web.people import Browser, Opens
from tests.web.world import HASHER, PASSWORD, World

ORIGIN = "http://127.0.0.1:8000"
LISTENERS = ("wk-zfd-01", "desk1", "duban1", "wk-zhs-01", "wk-cun-01", "wk-aokai")
DEAF = ("qingdan1", "admin", "auditor")


@dataclass(frozen=True)
class Told:
    """One message as a page gets it."""

    kind: str
    said: dict
    place: str = ""


class Stream:
    """One open page's stream; it ends with the test."""

    def __init__(self, answer) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self._answer = answer
        self._blocks = self._read()

    def _read(self) -> Iterator[str]:
        text = ""
        for piece in self._answer.iter_encoded():
            text += piece.decode()
            while "\n\n" in text:
                block, _, text = text.partition("\n\n")
                yield block

    def next(self) -> Told:
        block = next(self._blocks).split("\n")
        lines = dict(line.split(": ", 1) for line in block if not line.startswith(":"))
        return Told(lines["event"], json.loads(lines["data"]), lines.get("id", ""))

    def until(self, kind: str) -> list[Told]:
        """Return everything up to the next message of a kind."""
        found = []
        while not found or found[-1].kind != kind:
            found.append(self.next())
        return found[:-1]

    def is_over(self) -> bool:
        return next(self._blocks, None) is None

    def close(self) -> None:
        self._answer.close()


@pytest.fixture
def live(world: World) -> Flask:
    """The live application, its reader looking only when a test lets it."""
    settings = replace(
        world.deployment.settings,
        live_origin=ORIGIN,
        live_heartbeat_seconds=0.05,
        live_streams_per_account=3,
    )
    app = create_live(Deployment(settings, world.clock, world.deployment.engine))
    app.testing = True
    reader_of(app).look()
    return app


def reader_of(app: Flask) -> Reader:
    reader: Reader = app.extensions[READER]
    return reader


Listens = Callable[..., Stream]


@pytest.fixture
def listens(live: Flask, browser: Opens) -> Iterator[Listens]:
    """Return what opens a stream for somebody signed in at the web."""
    streams: list[Stream] = []
    visitors: dict[str, Browser] = {}

    def opened(
        account: str | None,
        *,
        after: str = "",
        origin: str = ORIGIN,
        place: str = "",
        visitor: Browser | None = None,
        cookie: str = "",
    ) -> Stream:
        client = live.test_client()
        if account:
            visitors.setdefault(account, visitor or browser(account))
            cookie = cookie_of(visitor or visitors[account])
        if cookie:
            client.set_cookie("dispatch", cookie)
        headers = {"Origin": origin, **({"Last-Event-ID": place} if place else {})}
        path = "/api/v1/live" + (f"?after={after}" if after else "")
        found = Stream(client.get(path, headers=headers, buffered=False))
        streams.append(found)
        return found

    yield opened
    for each in streams:
        each.close()


def cookie_of(visitor: Browser) -> str:
    found = visitor.client.get_cookie("dispatch")
    assert found
    return found.value


def heard(stream: Stream) -> list[Told]:
    """Return the changes that wait for a page just now."""
    return [told for told in stream.until("heartbeat") if told.kind == "change"]


class TestStream:
    @pytest.mark.parametrize("account", LISTENERS)
    def test_tells_everybody_of_every_change_they_may_see_and_of_no_other(
        self, live: Flask, listens: Listens, world: World, account: str
    ):
        page = listens(account)
        page.until("heartbeat")

        numbers = [
            world.arrives("店外堆物占道。", "330521001001", matter="M014"),
            world.arrives("校门口又堵了。", "330521102201", matter="M043"),
            world.arrives("秸秆又烧起来了。", "330521102201", matter="M003"),
        ]
        reader_of(live).look()

        told = {each.said["case"] for each in heard(page)}
        with world.deployment.work(world.actor(account).scope) as work:
            seen = set(work.connection.scalars(text("select number from cases"))) & set(numbers)
        assert told == seen
        assert account not in ("desk1", "duban1") or told == set(numbers)

    def test_names_the_case_and_what_happened_and_nothing_it_is_about(
        self, live: Flask, listens: Listens, world: World
    ):
        page = listens("desk1")
        page.until("heartbeat")
        number = world.arrives(
            "小区住户张三被打。", "330521001001", matter="M014", phone="13805729999"
        )
        reader_of(live).look()

        (change,) = heard(page)

        assert change.said["case"] == number
        assert set(change.said) == {"case", "kind", "state", "county", "holder", "seq", "at"}
        assert (change.said["kind"], change.said["state"]) == ("opened", "dispatched")
        assert "张三" not in json.dumps(change.said, ensure_ascii=False)
        assert "9999" not in json.dumps(change.said)

    def test_tells_moves_in_their_order(self, live: Flask, listens: Listens, world: World):
        number = world.arrives("占道经营。", "330521001001", matter="M014")
        reader_of(live).look()
        page = listens("desk1")
        page.until("heartbeat")

        world.acts(accept_case, "wk-zfd-01", number)
        world.acts(comment_on_case, "wk-zfd-01", number, text="在路上")
        reader_of(live).look()

        assert [(t.said["kind"], t.said["seq"]) for t in heard(page)] == [
            ("accepted", 2),
            ("commented", 3),
        ]

    def test_beats_while_nothing_happens_and_not_while_nobody_looks(
        self, live: Flask, listens: Listens, world: World
    ):
        page = listens("desk1")
        assert page.next().kind == "hello"
        assert page.next().kind == "heartbeat"
        reader_of(live).well = False
        number = world.arrives("占道经营。", "330521001001", matter="M014")

        looks_at_last = threading.Timer(0.4, reader_of(live).look)
        looks_at_last.start()
        told = page.next()
        looks_at_last.join()

        assert (told.kind, told.said["case"]) == ("change", number), "and no heartbeat before"

    def test_lets_no_proxy_gather_it(self, listens: Listens):
        headers = listens("desk1").headers

        assert headers["Content-Type"].startswith("text/event-stream")
        assert headers["X-Accel-Buffering"] == "no"
        assert "no-store" in headers["Cache-Control"]

    def test_keeps_no_session_alive(self, listens: Listens):
        assert "Set-Cookie" not in listens("desk1").headers


class TestComingBack:
    def test_hears_what_was_missed_and_goes_on(self, live: Flask, listens: Listens, world: World):
        first = world.arrives("第一处占道。", "330521001001", matter="M014")
        reader_of(live).look()
        page = listens("desk1")
        place = page.next().place
        page.close()
        missed = world.arrives("第二处占道。", "330521001001", matter="M014")
        reader_of(live).look()

        again = listens("desk1", after=place)
        later = world.arrives("第三处占道。", "330521001001", matter="M014")
        reader_of(live).look()

        told = [each.said["case"] for each in heard(again)]
        assert told == [missed, later]
        assert first not in told

    def test_is_told_of_missed_changes_only_if_they_are_theirs(
        self, live: Flask, listens: Listens, world: World
    ):
        place = listens("wk-zfd-01").next().place
        world.arrives("校门口堵了。", "330521102201", matter="M043")
        mine = world.arrives("占道经营。", "330521001001", matter="M014")
        reader_of(live).look()

        told = heard(listens("wk-zfd-01", place=place))

        assert [each.said["case"] for each in told] == [mine]

    def test_is_told_to_fetch_anew_after_too_much(
        self, live: Flask, listens: Listens, world: World, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(stream, "REPLAYED", 2)
        place = listens("desk1").next().place
        for words in ("一", "二", "三"):
            world.arrives(f"第{words}处占道。", "330521001001", matter="M014")
        reader_of(live).look()

        told = listens("desk1", after=place).until("heartbeat")

        assert [each.kind for each in told] == ["hello", "reset"]

    @pytest.mark.parametrize("place", ["x", "1", "1.", "-1.2", "1.2.3", "9" * 40 + ".1", "１.２"])
    def test_with_a_place_nobody_knows_fetches_anew(self, listens: Listens, place: str):
        assert [each.kind for each in listens("desk1", after=place).until("heartbeat")] == [
            "hello",
            "reset",
        ]

    def test_hears_nothing_twice_when_this_process_lags(
        self, live: Flask, listens: Listens, world: World
    ):
        number = world.arrives("占道经营。", "330521001001", matter="M014")
        with world.deployment.work(WORKER) as work:
            newest = work.change_log.newest()

        page = listens("desk1", after=str(newest))
        reader_of(live).look()

        assert number not in [each.said["case"] for each in heard(page)]


class TestRefusal:
    def test_of_a_stranger(self, listens: Listens):
        assert listens(None).status == 401

    @pytest.mark.parametrize("account", DEAF)
    def test_of_roles_without_cases(self, listens: Listens, account: str):
        assert listens(account).status == 403

    @pytest.mark.parametrize("origin", ["http://127.0.0.1:8001", "https://example.org", "null"])
    def test_of_pages_of_another_origin(self, listens: Listens, origin: str):
        page = listens("desk1", origin=origin)

        assert page.status == 403
        assert "Access-Control-Allow-Origin" not in page.headers

    def test_names_the_one_origin_exactly(self, listens: Listens):
        headers = listens("desk1").headers

        assert headers["Access-Control-Allow-Origin"] == ORIGIN
        assert headers["Access-Control-Allow-Credentials"] == "true"
        assert "Origin" in headers["Vary"]

    def test_of_more_pages_than_an_account_may_open(self, listens: Listens):
        pages = [listens("desk2") for _ in range(3)]
        for page in pages:
            page.next()

        assert listens("desk2").status == 429
        pages[0].close()
        assert listens("desk2").status == 200

    def test_while_the_change_log_was_never_read(self, world: World, browser: Opens):
        app = create_live(world.deployment)
        client = app.test_client()
        client.set_cookie("dispatch", browser("desk1").client.get_cookie("dispatch").value)

        assert client.get("/api/v1/live").status_code == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/livez").status_code == 200


class TestEnd:
    def test_comes_to_a_page_that_takes_too_slowly_with_the_order_to_fetch_anew(
        self, live: Flask, listens: Listens, world: World, monkeypatch: pytest.MonkeyPatch
    ):
        page, number = listens("desk1"), world.arrives("占道。", "330521001001", matter="M014")
        page.next()
        for n in range(300):
            world.acts(comment_on_case, "wk-zfd-01", number, text=str(n))
        while reader_of(live).look():
            pass

        assert page.next().kind == "reset"
        assert page.is_over()

    def test_comes_after_signing_out(self, live: Flask, listens: Listens, browser: Opens):
        visitor, other = browser("desk1"), browser("desk1")
        page = listens("desk1", visitor=visitor)
        page.next()

        other.sends("/sign-out")
        reader_of(live).end_who_may_no_longer()
        assert page.next().kind == "heartbeat", "another session's end is none of its business"

        copied = cookie_of(visitor)
        visitor.sends("/sign-out")
        reader_of(live).end_who_may_no_longer()
        assert page.until("bye") is not None
        assert page.is_over()
        assert listens(None, cookie=copied).status == 401

    def test_comes_after_a_new_password(self, live: Flask, listens: Listens, world: World):
        page = listens("wk-bm-01")
        page.next()
        with world.deployment.work(WORKER) as work:
            set_password(
                "wk-bm-01", PASSWORD, work=work, by="test", now=world.clock.now(), hasher=HASHER
            )
        reader_of(live).end_who_may_no_longer()

        assert (told := page.next()).kind == "bye"
        assert told.said == {"why": "rights"}
        assert page.is_over()

    def test_comes_when_the_process_is_told_to_end(self, live: Flask, listens: Listens):
        page = listens("desk1")
        page.next()

        reader_of(live).stop()

        assert page.next().kind == "bye"
        assert page.is_over()
        assert listens("desk1").status == 503

    def test_comes_after_a_while_so_that_the_cookie_is_shown_again(
        self, listens: Listens, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(stream, "LONGEST", 0.0)
        page = listens("desk1")

        assert [page.next().kind, page.next().kind] == ["hello", "bye"]
        assert page.is_over()
