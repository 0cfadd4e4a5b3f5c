"""The administrator's channels and everybody's own addresses: no secret comes back."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from structlog.testing import capture_logs

from dispatch.bootstrap import Deployment
from dispatch.web.deployment import EXTENSION
from dispatch.wire.channels.seal import new_key
from tests.support.outside import Post, Robots, post_outside, robots_outside
from tests.web.conftest import a_web
from tests.web.people import Browser
from tests.web.world import World

TOKEN, SECRET = "abcDEF0123456789", "SECsecret12"
DINGTALK = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
DESK = "330521-SHZL"


@pytest.fixture(scope="module")
def robots() -> Iterator[Robots]:
    with robots_outside() as found:
        yield found


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with post_outside() as found:
        yield found


@pytest.fixture(scope="module")
def web(world: World, robots: Robots, post: Post) -> Flask:
    settings = replace(
        world.deployment.settings,
        secret_key=new_key(),
        notice_hosts=frozenset({f"127.0.0.1:{post.port}"}),
        robot_gateway=robots.url,
    )
    return a_web(Deployment(settings, world.clock, world.deployment.engine))


@pytest.fixture
def admin(web: Flask) -> Browser:
    return signed_in(web, "admin")


def signed_in(web: Flask, account: str) -> Browser:
    new = Browser(web.test_client())
    assert new.signs_in(account).status == 303
    return new


def opens(admin: Browser, **given: str) -> str:
    """Open a channel; return the path of its page."""
    said = {"kind": "dingtalk", "name": "指挥中心群", "unit": DESK, "address": DINGTALK, **given}
    page = admin.sends_and_follows("/admin/channels/new", **said)
    paths = re.findall(r'href="(/admin/channels/[0-9a-f-]{36})"', page.raw)
    return paths[-1]


class TestChannel:
    def test_is_opened_and_tried_and_shows_the_answer(self, admin: Browser, robots: Robots) -> None:
        path = opens(admin, secret=SECRET)
        robots.says("ok", "refused")

        arrived = admin.sends_and_follows(f"{path}/trial")
        refused = admin.sends_and_follows(f"{path}/trial")

        assert "测试消息已被接受" in arrived
        assert "测试消息没有送达" in refused
        assert "310000 keywords not in content" in refused
        assert "指挥中心群" in robots.heard[-1].text

    def test_never_shows_its_address_again(self, admin: Browser) -> None:
        with capture_logs() as logs:
            path = opens(admin, secret=SECRET)
            admin.sends(f"{path}/trial")
            bad = admin.sends(
                "/admin/channels/new",
                kind="dingtalk",
                name="",
                unit=DESK,
                address=DINGTALK,
                secret=SECRET,
            )
        pages = [bad.raw, str(logs)] + [
            admin.opens(each).raw for each in ("/admin/channels", path, "/admin/deliveries")
        ]

        assert bad.status == 422
        for page in pages:
            assert TOKEN not in page
            assert SECRET not in page

    def test_keeps_its_address_when_only_its_name_changes(
        self, admin: Browser, robots: Robots
    ) -> None:
        path = opens(admin)

        admin.sends_and_follows(path, name="新名字", unit=DESK, address="", secret="")
        admin.sends(f"{path}/trial")

        assert "新名字" in admin.opens("/admin/channels")
        assert robots.heard[-1].asked["access_token"] == [TOKEN]

    def test_sealed_with_a_key_that_is_gone_says_so_when_it_is_tried(
        self, admin: Browser, web: Flask, world: World
    ) -> None:
        path = opens(admin)
        here = web.extensions[EXTENSION].settings
        other = a_web(
            Deployment(replace(here, secret_key=new_key()), world.clock, world.deployment.engine)
        )

        page = signed_in(other, "admin").sends_and_follows(f"{path}/trial")

        assert "地址是用旧密钥保存的" in page

    def test_is_switched_off_and_on(self, admin: Browser) -> None:
        path = opens(admin)

        off = admin.sends_and_follows(f"{path}/switch", on="no")
        on = admin.sends_and_follows(f"{path}/switch", on="yes")

        assert "渠道已停用" in off
        assert "渠道已启用" in on

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"name": " "}, "请填写名称"),
            ({"unit": "nowhere"}, "请选择这个群属于哪个单位"),
            ({"address": "https://evil.example/x"}, "地址应以 https://oapi.dingtalk.com 开头"),
            ({"address": ""}, "请填写地址"),
            ({"kind": "webhook", "address": "https://169.254.169.254/"}, "不在允许发送的名单内"),
            ({"kind": "email", "address": "mailto://127.0.0.1:5432/?from=a@b.cn"}, "名单内"),
        ],
    )
    def test_that_cannot_be_used_is_refused_with_the_reason(
        self, admin: Browser, given: dict[str, str], why: str
    ) -> None:
        said = {"kind": "dingtalk", "name": "群", "unit": DESK, "address": DINGTALK, **given}

        page = admin.sends("/admin/channels/new", **said)

        assert page.status == 422
        assert why in page

    def test_needs_the_key_of_the_installation(self, world: World) -> None:
        without = a_web(world.deployment)
        admin = signed_in(without, "admin")

        page = admin.sends(
            "/admin/channels/new", kind="dingtalk", name="群", unit=DESK, address=DINGTALK
        )

        assert page.status == 422
        assert "DISPATCH_SECRET_KEY" in page
        assert "DISPATCH_SECRET_KEY" in admin.opens("/admin/channels")

    @pytest.mark.parametrize("account", ["desk1", "duban1", "wk-zfd-01", "wk-aokai", "auditor"])
    def test_is_nobodys_but_the_administrators(
        self, web: Flask, admin: Browser, account: str
    ) -> None:
        path = opens(admin)
        other = signed_in(web, account)

        assert other.opens(path).status == 403
        assert other.sends(f"{path}/trial").status == 403
        assert other.sends(f"{path}/switch", on="no").status == 403

    def test_of_another_county_is_not_there(self, admin: Browser, world: World) -> None:
        missing = admin.opens("/admin/channels/00000000-0000-0000-0000-000000000001")

        assert missing.status == 404


class TestOwnAddress:
    def test_is_kept_masked_tried_and_removed(self, web: Flask, admin: Browser, post: Post) -> None:
        opens(
            admin,
            kind="email",
            name="县邮件",
            unit="",
            address=f"mailto://127.0.0.1:{post.port}/?from=a@example.cn",
        )
        handler = signed_in(web, "wk-zfd-01")

        kept = handler.sends_and_follows("/notice-addresses/email", address="zfd01@example.cn")
        tried = handler.sends_and_follows("/notice-addresses/email/trial")
        removed = handler.sends_and_follows("/notice-addresses/email/removal")

        assert "z***@example.cn" in kept
        assert "zfd01@example.cn" not in kept
        assert "测试消息已被接受" in tried
        assert post.letters[-1].to == ["zfd01@example.cn"]
        assert "z***@example.cn" not in removed
        assert "z***@example.cn" in admin.opens("/admin/deliveries")

    def test_is_ones_own(self, web: Flask) -> None:
        signed_in(web, "wk-zfd-01").sends("/notice-addresses/phone", address="13805721234")

        assert "138****1234" not in signed_in(web, "wk-zfd-02").opens("/notice-addresses")
        assert "138****1234" not in signed_in(web, "desk1").opens("/notice-addresses")

    @pytest.mark.parametrize(
        ("kind", "given"), [("email", "a@b"), ("email", "a@b.cn, c@d.cn"), ("phone", "123")]
    )
    def test_that_is_none_is_refused(self, web: Flask, kind: str, given: str) -> None:
        page = signed_in(web, "wk-zfd-02").sends_and_follows(
            f"/notice-addresses/{kind}", address=given
        )

        assert "未办成" in page

    def test_cannot_be_tried_before_there_is_one(self, web: Flask) -> None:
        page = signed_in(web, "wk-zfd-02").sends_and_follows("/notice-addresses/email/trial")

        assert "请先在" in page
        assert "未办成" in page


class TestDeliveryLog:
    def test_names_no_case(self, admin: Browser, world: World) -> None:
        page = admin.opens("/admin/deliveries")

        assert world.street not in page
        assert "永安街" not in page
