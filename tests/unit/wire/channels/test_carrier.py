"""What a server answers is told without what it repeats of the address."""

import pytest

from dispatch.wire.channels.carrier import _without_secrets

KEY = "abcDEF0123456789"


class TestAnswer:
    @pytest.mark.parametrize(
        ("url", "said"),
        [
            (f"dingtalk://SECsecret12@{KEY}/", f"token {KEY} is not exist"),
            (f"dingtalk://SECsecret12@{KEY}/", "sign by SECsecret12 not match"),
            ("mailtos://li:p%3Aw0rd1234@smtp.example.cn/", "535 p:w0rd1234 is wrong"),
            (f"jsons://hook.example.cn/x?-key={KEY}", f"unknown key {KEY}"),
            (f"sms-https://{KEY}@sms.example.cn/send", f"401 {KEY}"),
        ],
    )
    def test_repeats_no_key_of_the_address(self, url: str, said: str) -> None:
        told = _without_secrets(said, url)

        assert "***" in told
        assert not any(key in told for key in (KEY, "SECsecret12", "p:w0rd1234"))

    def test_keeps_the_words_that_are_no_key(self) -> None:
        said = "310000 keywords not in content"

        assert _without_secrets(said, f"dingtalk://{KEY}/") == said
        assert _without_secrets("user li unknown", "mailto://li@smtp.example.cn/") == (
            "user li unknown"
        )
