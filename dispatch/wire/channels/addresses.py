"""The address of a channel as an administrator gives it, read into one canonical form.

    钉钉      https://oapi.dingtalk.com/robot/send?access_token=…  ─► dingtalk://secret@token/
    企业微信  https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… ─► wecombot://key/
    飞书      https://open.feishu.cn/open-apis/bot/v2/hook/…       ─► feishu://secret@token/
    邮件      mailtos://user:password@smtp.example.cn:465/?from=…
    接口      https://host/path                                    ─► jsons://host/path
    短信      https://host/path, with a bearer token               ─► sms-https://token@host/path

Nothing but what is read here goes on: an option somebody appends, to follow
redirects or to trust any certificate, is left behind. Servers that an
address may name stand in a list of the installation's; the robots' own
servers are known.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from dispatch.errors import Refused
from dispatch.notices.channels import ChannelKind, masked_email, masked_phone

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"1\d{10}")
_LONGEST = 2000
_TAIL_SHOWN_FROM = 12
_TAIL = 4
CLEAR_TEXT = "(未加密)"
"""Stands behind the hint of a channel whose messages anybody on the way can read."""


class BadAddress(Refused):
    """An address cannot be used; the text says what is wrong and never repeats it."""

    code = "channels.bad_address"


class HostNotAllowed(Refused):
    """The installation does not let messages go to this server."""

    code = "channels.host_not_allowed"


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """An address that can be used."""

    url: str
    hint: str
    """As much of it as may be shown."""


def read_channel(
    kind: ChannelKind, given: str, secret: str, *, hosts: Collection[str]
) -> ReadAddress:
    """Return the address of a channel in its canonical form.

    Raises:
        BadAddress: it is not an address of this kind.
        HostNotAllowed: its server is not on the installation's list.
    """
    given = given.strip()
    if not given or len(given) > _LONGEST or any(each.isspace() for each in given):
        raise BadAddress("请填写地址,中间不能有空格")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as why:
        raise BadAddress("地址的格式不对") from why
    if kind in _ROBOT_READERS:
        return _ROBOT_READERS[kind](parts, secret.strip())
    if not parts.hostname:
        raise BadAddress("地址里没有服务器名")
    _require_allowed(parts.hostname, port, hosts)
    return _SERVER_READERS[kind](parts, secret.strip())


def require_allowed(url: str, hosts: Collection[str]) -> None:
    """Refuse a kept address whose server has been taken off the installation's list.

    Raises:
        HostNotAllowed: it has.
    """
    parts = urlsplit(url)
    if parts.scheme not in ROBOT_SCHEMES:
        _require_allowed(parts.hostname or "", parts.port, hosts)


def read_email(given: str) -> ReadAddress:
    """Return a person's e-mail address.

    Raises:
        BadAddress: it is none.
    """
    email = given.strip()
    if not _EMAIL.fullmatch(email):
        raise BadAddress("这不是一个电子邮箱地址")
    return ReadAddress(email, masked_email(email))


def read_phone(given: str) -> ReadAddress:
    """Return a person's mobile number.

    Raises:
        BadAddress: it is none.
    """
    number = given.strip()
    if not _PHONE.fullmatch(number):
        raise BadAddress("手机号码应为 11 位数字")
    return ReadAddress(number, masked_phone(number))


def _require_allowed(host: str, port: int | None, hosts: Collection[str]) -> None:
    if host.lower() not in hosts and f"{host.lower()}:{port}" not in hosts:
        raise HostNotAllowed(
            "服务器 %(host)s 不在允许发送的名单内;请运维人员在 DISPATCH_NOTICE_HOSTS 中加入它",
            host=host,
        )


def _robot(
    scheme: str, native: str, token_of: Callable[[SplitResult], str]
) -> Callable[[SplitResult, str], ReadAddress]:
    def read(parts: SplitResult, secret: str) -> ReadAddress:
        if parts.scheme == scheme:
            # Not `hostname`: it would make a token's capitals small.
            token = unquote(parts.netloc.rpartition("@")[2])
            secret = secret or unquote(parts.username or "")
        elif parts.scheme == "https" and parts.hostname == native:
            token = token_of(parts)
        else:
            raise BadAddress("地址应以 https://%(host)s 开头", host=native)
        if not _TOKEN.fullmatch(token):
            raise BadAddress("地址里没有机器人的密钥,请从群设置里完整复制")
        if secret and not _TOKEN.fullmatch(secret):
            raise BadAddress("加签密钥只能由字母和数字组成")
        signed = f"{secret}@" if secret else ""
        return ReadAddress(f"{scheme}://{signed}{token}/", f"{native} …{_tail(token)}")

    return read


def _asked(name: str) -> Callable[[SplitResult], str]:
    return lambda parts: dict(parse_qsl(parts.query)).get(name, "")


def _last_part(parts: SplitResult) -> str:
    return parts.path.rstrip("/").rpartition("/")[2]


def _mail_server(parts: SplitResult, secret: str) -> ReadAddress:
    if parts.scheme not in {"mailto", "mailtos"}:
        raise BadAddress("邮件服务器应写作 mailtos://账号:口令@服务器:端口/?from=发件地址")
    user, password = unquote(parts.username or ""), unquote(parts.password or "") or secret
    sender = dict(parse_qsl(parts.query)).get("from", "") or user
    if not _EMAIL.fullmatch(sender):
        raise BadAddress("请在地址末尾写明发件地址,例如 ?from=notice@example.cn")
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    asked = urlencode({"from": sender, "format": "text"})
    return ReadAddress(
        f"{parts.scheme}://{who}{_server(parts)}/?{asked}",
        f"{parts.hostname} {masked_email(sender)}{CLEAR_TEXT if parts.scheme == 'mailto' else ''}",
    )


def _webhook(parts: SplitResult, secret: str) -> ReadAddress:
    schemes = {"https": "jsons", "jsons": "jsons", "http": "json", "json": "json"}
    if parts.scheme not in schemes:
        raise BadAddress("接口地址应以 https:// 开头")
    scheme = schemes[parts.scheme]
    # The library's own marks: '-' asks with a parameter, '+' sends a header.
    asked = [(f"-{name}", value) for name, value in parse_qsl(parts.query) if name.isidentifier()]
    asked += [("+Authorization", f"Bearer {secret}")] if secret else []
    query = f"?{urlencode(asked, quote_via=quote)}" if asked else ""
    path = quote(unquote(parts.path))
    return ReadAddress(
        f"{scheme}://{_server(parts)}{path}{query}",
        f"{parts.hostname}{CLEAR_TEXT if scheme == 'json' else ''}",
    )


def _sms_gateway(parts: SplitResult, secret: str) -> ReadAddress:
    schemes = {"https": "sms-https", "http": "sms-http", "sms-https": "sms-https"}
    if parts.scheme not in {*schemes, "sms-http"}:
        raise BadAddress("短信网关地址应以 https:// 开头")
    scheme = schemes.get(parts.scheme, "sms-http")
    token = secret or unquote(parts.username or "")
    who = f"{quote(token, safe='')}@" if token else ""
    return ReadAddress(
        f"{scheme}://{who}{_server(parts)}{quote(unquote(parts.path))}",
        f"{parts.hostname}{CLEAR_TEXT if scheme == 'sms-http' else ''}",
    )


def _server(parts: SplitResult) -> str:
    return f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"


def _tail(token: str) -> str:
    return token[-_TAIL:] if len(token) >= _TAIL_SHOWN_FROM else "****"


_Reader = Callable[[SplitResult, str], ReadAddress]
_ROBOT_READERS: Mapping[ChannelKind, _Reader] = {
    ChannelKind.DINGTALK: _robot("dingtalk", "oapi.dingtalk.com", _asked("access_token")),
    ChannelKind.WECOM: _robot("wecombot", "qyapi.weixin.qq.com", _asked("key")),
    ChannelKind.FEISHU: _robot("feishu", "open.feishu.cn", _last_part),
}
_SERVER_READERS: Mapping[ChannelKind, _Reader] = {
    ChannelKind.EMAIL: _mail_server,
    ChannelKind.WEBHOOK: _webhook,
    ChannelKind.SMS: _sms_gateway,
}
ROBOT_SCHEMES = frozenset({"dingtalk", "wecombot", "feishu"})
