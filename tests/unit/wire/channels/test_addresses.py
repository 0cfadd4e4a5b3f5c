"""Addresses as administrators paste them: read into one form, or refused without an echo."""

import pytest

from dispatch.notices.channels import ChannelKind
from dispatch.wire.channels.addresses import (
    BadAddress,
    HostNotAllowed,
    read_channel,
    read_email,
    read_phone,
    require_allowed,
)

HOSTS = frozenset({"smtp.example.cn", "hook.example.cn:8443"})
TOKEN = "abcDEF0123456789"


def read(kind: str, given: str, secret: str = ""):
    return read_channel(ChannelKind(kind), given, secret, hosts=HOSTS)


class TestRobot:
    @pytest.mark.parametrize(
        ("kind", "given", "url"),
        [
            (
                "dingtalk",
                f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
                f"dingtalk://{TOKEN}/",
            ),
            ("dingtalk", f"dingtalk://SECsecret@{TOKEN}", f"dingtalk://SECsecret@{TOKEN}/"),
            (
                "wecom",
                f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
                f"wecombot://{TOKEN}/",
            ),
            (
                "feishu",
                f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
                f"feishu://{TOKEN}/",
            ),
            ("feishu", f"feishu://{TOKEN}/?redirect=yes&verify=no", f"feishu://{TOKEN}/"),
        ],
    )
    def test_is_read_as_its_platform_shows_it(self, kind: str, given: str, url: str) -> None:
        assert read(kind, given).url == url

    def test_keeps_its_secret_and_shows_only_its_tail(self) -> None:
        found = read("dingtalk", f"dingtalk://{TOKEN}", "SEC123456")

        assert found.url == f"dingtalk://SEC123456@{TOKEN}/"
        assert TOKEN not in found.hint
        assert "SEC" not in found.hint

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            ("dingtalk", f"https://evil.example/robot/send?access_token={TOKEN}"),
            ("dingtalk", f"http://oapi.dingtalk.com/robot/send?access_token={TOKEN}"),
            ("dingtalk", f"https://oapi.dingtalk.com@evil.example/robot/send?access_token={TOKEN}"),
            ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
            ("feishu", "file:///etc/passwd"),
            ("feishu", "feishu://../../x"),
            ("wecom", ""),
            ("wecom", "wecombot://[bad"),
        ],
    )
    def test_of_another_server_or_shape_is_refused(self, kind: str, given: str) -> None:
        with pytest.raises(BadAddress) as why:
            read(kind, given)

        assert TOKEN not in str(why.value)


class TestServer:
    def test_of_mail_keeps_only_what_is_known(self) -> None:
        found = read(
            "email",
            "mailtos://li%40example.cn:p%3Aw@smtp.example.cn:465/"
            "?from=notice@example.cn&smtp=10.0.0.1&redirect=yes&verify=no",
        )

        assert found.url == (
            "mailtos://li%40example.cn:p%3Aw@smtp.example.cn:465/"
            "?from=notice%40example.cn&format=text"
        )
        assert "p:w" not in found.hint

    def test_must_stand_on_the_list(self) -> None:
        for kind, given in (
            ("webhook", "https://169.254.169.254/latest"),
            ("webhook", "https://hook.example.cn/x"),
            ("email", "mailto://127.0.0.1:5432/?from=a@b.cn"),
            ("sms", "http://localhost:9092/"),
        ):
            with pytest.raises(HostNotAllowed):
                read(kind, given)
        assert read("webhook", "https://hook.example.cn:8443/x?a=1").url == (
            "jsons://hook.example.cn:8443/x?-a=1"
        )

    def test_taken_off_the_list_is_refused_when_sending(self) -> None:
        url = read("webhook", "https://hook.example.cn:8443/x").url

        with pytest.raises(HostNotAllowed):
            require_allowed(url, frozenset())

    def test_without_encryption_says_so(self) -> None:
        assert "未加密" in read("email", "mailto://smtp.example.cn/?from=a@b.cn").hint

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            ("email", "mailtos://smtp.example.cn/"),
            ("email", "https://smtp.example.cn/"),
            ("webhook", "ftp://smtp.example.cn/"),
            ("sms", "mailto://smtp.example.cn/"),
            ("webhook", "https://smtp.example.cn:99999/"),
            ("webhook", "https://smtp.example.cn/" + "x" * 2000),
        ],
    )
    def test_of_another_shape_is_refused(self, kind: str, given: str) -> None:
        with pytest.raises(BadAddress):
            read(kind, given)


class TestPerson:
    def test_is_reached_by_mail_or_phone(self) -> None:
        assert read_email(" li@example.cn ").hint == "l***@example.cn"
        assert read_phone("13805721234").hint == "138****1234"

    @pytest.mark.parametrize("given", ["", "li", "a@b", "a@b.cn,c@d.cn", "a@b.cn\nBcc: x@y.cn"])
    def test_with_no_address_is_refused(self, given: str) -> None:
        with pytest.raises(BadAddress):
            read_email(given)
        with pytest.raises(BadAddress):
            read_phone(given)
