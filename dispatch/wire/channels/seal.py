"""Addresses are kept sealed: whoever reads the database cannot post in a county's name."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from dispatch.errors import Refused, Unusable


class NoSecretKey(Refused):
    """Nothing can be sealed: the installation has no key."""

    code = "channels.no_secret_key"


class SecretKeyUnusable(Unusable):
    """The key of the installation is no key."""

    code = "channels.secret_key_unusable"


class SealBroken(Unusable):
    """What was sealed cannot be opened: the key it was sealed with is gone."""

    code = "channels.seal_broken"


class Seal:
    """Seals with the first of the installation's keys and opens with any of them.

    A new key is put before the old ones; what is saved anew is sealed with it.
    """

    def __init__(self, keys: str) -> None:
        self._keys = tuple(key.strip() for key in keys.split(",") if key.strip())

    def close(self, text: str) -> bytes:
        """Return a text sealed.

        Raises:
            NoSecretKey: the installation has no key.
        """
        return self._box().encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Return what was sealed.

        Raises:
            NoSecretKey: the installation has no key.
            SealBroken: none of its keys opens this.
        """
        try:
            return self._box().decrypt(sealed).decode()
        except InvalidToken as why:
            raise SealBroken("sealed with a key that DISPATCH_SECRET_KEY no longer holds") from why

    def _box(self) -> MultiFernet:
        if not self._keys:
            raise NoSecretKey(
                "还没有设置密钥 DISPATCH_SECRET_KEY,渠道和地址无法加密保存;请联系运维人员设置"
            )
        try:
            return MultiFernet([Fernet(key) for key in self._keys])
        except ValueError as why:
            raise SecretKeyUnusable(
                "DISPATCH_SECRET_KEY is no key: `dispatch channel key` makes one"
            ) from why


def new_key() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()
