"""Photos behind the pages: brought, shown, refused, and nobody else's."""

import io
import json
import uuid

import pytest
from flask import Flask

from dispatch.web.limiter import limiter
from tests.support.pictures import a_jpeg
from tests.web.people import Browser, Opens, Page
from tests.web.world import World

AREA = "330521001001001"


def brings(visitor: Browser, content: bytes, name: str = "photo.jpg") -> Page:
    data = {"csrf_token": visitor.token(), "file": (io.BytesIO(content), name)}
    return Page(visitor.client.post("/photos", data=data, content_type="multipart/form-data"))


def brings_one(visitor: Browser, seed: int = 1) -> str:
    answer = brings(visitor, a_jpeg(seed=seed))
    assert answer.status == 201, answer.text
    return read_id(answer)


def read_id(answer: Page) -> str:
    found = json.loads(answer.raw)["id"]
    assert isinstance(found, str)
    return found


def reports(visitor: Browser, *photos: str, **more: object) -> Page:
    """Send the report form, with photos named and perhaps brought."""
    data = {
        "csrf_token": visitor.token(),
        "key": str(uuid.uuid4()),
        "text": "井盖破损,有人会跌下去",
        "area": AREA,
        "opened_at": "2026-11-23T09:00:00+08:00",
        "photo": list(photos),
        **more,
    }
    return Page(visitor.client.post("/report", data=data, content_type="multipart/form-data"))


def case_of(world: World, answer: Page) -> str:
    world.relays()
    return world.number_of(answer.location.rsplit("/", 1)[1])


class TestBringing:
    def test_gives_the_same_id_for_the_same_file(self, browser: Opens) -> None:
        visitor = browser("wk-aokai")

        assert read_id(brings(visitor, a_jpeg())) == read_id(brings(visitor, a_jpeg()))

    def test_says_what_is_wrong_with_a_file(self, browser: Opens) -> None:
        answer = brings(browser("wk-aokai"), b"<html><script>alert(1)</script>", "photo.jpg")

        assert answer.status == 422
        assert "不是可用的照片" in answer.raw.encode().decode("unicode_escape")

    def test_without_a_file_is_refused(self, browser: Opens) -> None:
        visitor = browser("wk-aokai")

        assert visitor.sends("/photos").status == 422

    def test_takes_no_more_than_its_limit(self, browser: Opens) -> None:
        answer = brings(browser("wk-aokai"), b"\xff\xd8\xff" + bytes(15 * 1024 * 1024 + 1))

        assert answer.status == 422
        assert "too_large" in answer.raw

    def test_of_what_is_far_too_large_is_not_read(self, browser: Opens) -> None:
        assert brings(browser("wk-aokai"), bytes(16 * 1024 * 1024)).status == 413

    @pytest.mark.parametrize("path", ["/letters", "/photos"])
    def test_makes_no_room_elsewhere_nor_for_strangers(self, browser: Opens, path: str) -> None:
        visitor = browser() if path == "/photos" else browser("wk-aokai")
        data = {"csrf_token": visitor.token(), "file": (io.BytesIO(bytes(300_000)), "a.jpg")}

        answer = visitor.client.post(path, data=data, content_type="multipart/form-data")

        assert answer.status_code == 413

    def test_is_limited_for_each_account(self, app: Flask, browser: Opens) -> None:
        one, another = browser("wk-cun-01"), browser("wk-zhs-01")
        limiter.enabled = True
        try:
            answers = [brings(one, b"no photo").status for _ in range(61)]
            others = brings(another, b"no photo").status
        finally:
            limiter.enabled = False

        assert (answers[59], answers[60]) == (422, 429)
        assert others == 422


class TestReport:
    def test_carries_photos_to_the_case_and_its_page(self, browser: Opens, world: World) -> None:
        worker = browser("wk-aokai")
        photo = brings_one(worker, seed=2)

        number = case_of(world, reports(worker, photo))

        page = browser("desk1").opens(f"/cases/{number}")
        assert f'src="/photos/{photo}/thumb"' in page.raw
        assert "未收到照片" not in page

    def test_brings_its_photos_itself_without_a_script(self, browser: Opens, world: World) -> None:
        worker = browser("wk-aokai")
        files = [(io.BytesIO(a_jpeg(seed=n)), f"{n}.jpg") for n in (3, 4)]

        number = case_of(world, reports(worker, photo_files=files))

        assert browser("desk1").opens(f"/cases/{number}").raw.count("/thumb") == 2

    def test_keeps_its_text_and_the_good_photos_when_one_is_bad(self, browser: Opens) -> None:
        worker = browser("wk-aokai")
        photo = brings_one(worker, seed=5)

        page = reports(worker, photo, photo_files=[(io.BytesIO(b"GIF89a"), "x.gif")])

        assert page.status == 422
        assert "不是可用的照片" in page
        assert "井盖破损" in page
        assert f'value="{photo}" checked' in page.raw

    def test_cannot_show_somebody_elses_photo(self, browser: Opens) -> None:
        photo = brings_one(browser("wk-cun-01"), seed=6)

        page = reports(browser("wk-aokai"), photo)

        assert page.status == 422
        assert "有照片没有上传成功或已过期" in page

    @pytest.mark.parametrize("name", ["0" * 64, "no id at all", "../../etc/passwd"])
    def test_cannot_name_what_is_no_photo(self, browser: Opens, name: str) -> None:
        assert reports(browser("wk-aokai"), name).status == 422

    def test_shows_twenty_at_most(self, browser: Opens) -> None:
        page = reports(browser("wk-aokai"), *(f"{n:064x}" for n in range(21)))

        assert page.status == 422
        assert "最多 20 张照片" in page


class TestPhoto:
    @pytest.fixture
    def photo(self, browser: Opens, world: World) -> str:
        """One that a case of the first township shows."""
        worker = browser("wk-aokai")
        photo = brings_one(worker, seed=7)
        case_of(world, reports(worker, photo))
        return photo

    @pytest.mark.parametrize("account", ["wk-aokai", "desk1", "wk-zhs-01", "duban1"])
    @pytest.mark.parametrize("which", ["", "/thumb"])
    def test_is_sent_to_whoever_sees_its_case(
        self, browser: Opens, photo: str, account: str, which: str
    ) -> None:
        answer = browser(account).client.get(f"/photos/{photo}{which}")

        assert answer.status_code == 200
        assert answer.data.startswith(b"\xff\xd8\xff")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"].startswith('inline; filename="')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in answer.headers["Cache-Control"]
        assert "immutable" in answer.headers["Cache-Control"]

    def test_is_not_sent_again_to_a_browser_that_has_it(self, browser: Opens, photo: str) -> None:
        client = browser("desk1").client
        tag = client.get(f"/photos/{photo}").headers["ETag"]

        again = client.get(f"/photos/{photo}", headers={"If-None-Match": tag})

        assert (again.status_code, again.data) == (304, b"")

    @pytest.mark.parametrize("which", ["", "/thumb"])
    def test_of_others_is_like_one_that_is_missing(
        self, browser: Opens, photo: str, which: str
    ) -> None:
        visitor = browser("xs-pcs-01")

        foreign = visitor.opens(f"/photos/{photo}{which}")
        missing = visitor.opens(f"/photos/{'0' * 64}{which}")

        assert foreign.status == missing.status == 404
        assert foreign.raw.split("<main")[1] == missing.raw.split("<main")[1]

    @pytest.mark.parametrize("name", ["x", "%00", "..%2f..%2fetc%2fpasswd", "A" * 5000])
    def test_of_an_impossible_name_is_missing(self, browser: Opens, name: str) -> None:
        assert browser("desk1").opens(f"/photos/{name}").status == 404

    def test_that_nothing_shows_is_seen_by_its_bringer_alone(self, browser: Opens) -> None:
        mine = browser("wk-aokai")
        photo = brings_one(mine, seed=8)

        assert mine.client.get(f"/photos/{photo}").status_code == 200
        assert browser("wk-cun-01").client.get(f"/photos/{photo}").status_code == 404

    def test_whose_bytes_are_gone_is_missing(self, browser: Opens, world: World) -> None:
        worker = browser("wk-aokai")
        photo = brings_one(worker, seed=9)
        world.deployment.blobs.remove("330521", photo)

        assert worker.client.get(f"/photos/{photo}").status_code == 404


class TestReportBack:
    @pytest.fixture
    def handled(self, browser: Opens, world: World) -> tuple[str, str, str]:
        """A case with a report's photo and one from afterwards: number, before, after."""
        worker, unit = browser("wk-aokai"), browser("wk-zfd-01")
        before = brings_one(worker, seed=10)
        number = case_of(world, reports(worker, before, matter="M062"))
        assert unit.sends(f"/cases/{number}/acceptance").status == 303
        after = brings_one(unit, seed=11)
        unit.sends_and_follows(f"/cases/{number}/report-back", result="已换新", after=after)
        return number, before, after

    def test_shows_before_beside_after(self, browser: Opens, handled: tuple[str, str, str]) -> None:
        number, before, after = handled

        page = browser("wk-zhs-01").opens(f"/cases/{number}")

        compared = page.raw.split('id="before-after"')[1].split("</section>")[0]
        assert f'href="/photos/{before}"' in compared
        assert f'href="/photos/{after}"' in compared
        assert f"/photos/{after}/thumb" in page.raw.split('id="timeline"')[1]

    def test_names_its_photos_in_the_sealed_entry(
        self, world: World, handled: tuple[str, str, str]
    ) -> None:
        number, _, after = handled
        actor = world.actor("desk1")
        with world.deployment.work(actor.scope) as work:
            case = work.cases.get(number)
            last = work.cases.timeline(case.county, case.case_id)[-1]

        assert last.body == {"result": "已换新", "after": [after]}

    def test_brings_files_itself_without_a_script(self, browser: Opens, world: World) -> None:
        worker, unit = browser("wk-aokai"), browser("wk-zfd-01")
        number = case_of(world, reports(worker, matter="M062"))
        unit.sends(f"/cases/{number}/acceptance")
        path = f"/cases/{number}/report-back"
        data = {
            "csrf_token": unit.token(),
            "result": "已换新",
            "before_files": (io.BytesIO(a_jpeg(seed=12)), "a.jpg"),
            "after_files": (io.BytesIO(a_jpeg(seed=13)), "b.jpg"),
        }

        unit.client.post(path, data=data, content_type="multipart/form-data")

        page = unit.opens(f"/cases/{number}")
        assert "处置前后对比" in page
        assert page.raw.split('id="timeline"')[1].count("/thumb") == 2

    def test_with_a_bad_photo_is_not_made(self, browser: Opens, world: World) -> None:
        worker, unit = browser("wk-aokai"), browser("wk-zfd-01")
        number = case_of(world, reports(worker, matter="M062"))
        unit.sends(f"/cases/{number}/acceptance")
        data = {
            "csrf_token": unit.token(),
            "result": "已换新",
            "after_files": (io.BytesIO(b"no photo"), "b.jpg"),
        }

        unit.client.post(
            f"/cases/{number}/report-back", data=data, content_type="multipart/form-data"
        )

        page = unit.opens(f"/cases/{number}")
        assert "不是可用的照片" in page
        assert "确认反馈" in page

    def test_cannot_show_somebody_elses_photo(self, browser: Opens, world: World) -> None:
        worker, unit = browser("wk-aokai"), browser("wk-zfd-01")
        photo = brings_one(worker, seed=14)
        number = case_of(world, reports(worker, photo, matter="M062"))
        unit.sends(f"/cases/{number}/acceptance")

        page = unit.sends_and_follows(f"/cases/{number}/report-back", result="好了", after=photo)

        assert "有照片没有上传成功或已过期" in page
        assert "确认反馈" in page


class TestOtherSystems:
    def test_name_photos_that_never_came(self, browser: Opens, world: World) -> None:
        message = world.message("垃圾堆在河边", "330521001001")
        named = message.replace(
            b'"channel"',
            b'"attachments":[{"id":"' + b"a" * 64 + b'"},{"url":"http://x/1.jpg"}],"channel"',
        )
        number = world.takes(named)[0]

        page = browser("desk1").opens(f"/cases/{number}")

        assert "未收到照片" in page
        assert "还提到 1 个附件" in page
        assert "http://x" not in page
