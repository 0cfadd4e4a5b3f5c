"""What is kept sealed opens with the installation's key alone."""

import pytest

from dispatch.wire.channels.seal import NoSecretKey, Seal, SealBroken, SecretKeyUnusable, new_key


class TestSeal:
    def test_opens_what_it_closed_and_shows_nothing(self) -> None:
        seal = Seal(new_key())

        sealed = seal.close("dingtalk://token")

        assert b"token" not in sealed
        assert seal.open(sealed) == "dingtalk://token"

    def test_opens_with_an_old_key_behind_a_new_one(self) -> None:
        old = new_key()
        sealed = Seal(old).close("x")

        assert Seal(f"{new_key()}, {old}").open(sealed) == "x"

    def test_does_not_open_with_another_key(self) -> None:
        with pytest.raises(SealBroken):
            Seal(new_key()).open(Seal(new_key()).close("x"))

    def test_needs_a_key_that_is_one(self) -> None:
        with pytest.raises(NoSecretKey):
            Seal("").close("x")
        with pytest.raises(SecretKeyUnusable):
            Seal("short").close("x")
