"""Kafka's jars are exactly the locked ones, or they are refused by name."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import jars

JAR = b"what a jar holds"


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lock one made-up jar and serve it from the user's own Maven folder."""

    def lock(sha256: str = hashlib.sha256(JAR).hexdigest()) -> None:
        lock = tmp_path / "kafka.lock"
        lock.write_text(f"# a comment\norg.example:thing:1.0 {len(JAR)} {sha256}\n")
        monkeypatch.setattr(jars, "LOCK", lock)

    served = tmp_path / ".m2" / "repository" / "org" / "example" / "thing" / "1.0"
    served.mkdir(parents=True)
    (served / "thing-1.0.jar").write_bytes(JAR)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DISPATCH_CACHE", str(tmp_path / "cache"))
    lock()
    return lock


class TestJars:
    @pytest.mark.usefixtures("locked")
    def test_are_kept_once_they_were_found_right(self) -> None:
        said = []

        jars.fetch(lambda count, size: said.append((count, size)))

        assert said == [(1, len(JAR))]
        assert jars.verified()
        assert jars.class_path() == str(jars.folder() / "thing-1.0.jar")

    def test_are_refused_by_name_when_the_hash_differs(self, locked: Callable[..., None]) -> None:
        locked("0" * 64)

        with pytest.raises(jars.JarsFailed, match=r"org\.example:thing:1\.0 is not the file"):
            jars.fetch(lambda _count, _size: None)

        assert not jars.verified()
        assert list(jars.folder().glob("*.jar")) == []

    @pytest.mark.usefixtures("locked")
    def test_are_fetched_again_when_one_was_damaged(self) -> None:
        jars.fetch(lambda _count, _size: None)
        (jars.folder() / "thing-1.0.jar").write_bytes(b"damaged")

        assert not jars.verified()
        jars.fetch(lambda _count, _size: None)

        assert (jars.folder() / "thing-1.0.jar").read_bytes() == JAR

    def test_of_an_older_lock_do_not_count(self, locked: Callable[..., None]) -> None:
        jars.fetch(lambda _count, _size: None)

        locked("1" * 64)

        assert not jars.verified()

    @pytest.mark.usefixtures("locked")
    def test_that_are_missing_name_the_remedy(self) -> None:
        with pytest.raises(jars.JarsFailed, match=r"\./run setup"):
            jars.class_path()

    @pytest.mark.usefixtures("locked")
    def test_that_cannot_be_fetched_name_the_remedy(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".m2/repository/org/example/thing/1.0/thing-1.0.jar").unlink()
        monkeypatch.setenv("DISPATCH_MAVEN_REPOSITORY", "http://127.0.0.1:9")

        with pytest.raises(jars.JarsFailed, match="DISPATCH_MAVEN_REPOSITORY"):
            jars.fetch(lambda _count, _size: None)

    @pytest.mark.usefixtures("locked")
    def test_come_from_the_mirror_in_the_users_maven_settings(self, tmp_path: Path) -> None:
        (tmp_path / ".m2" / "settings.xml").write_text(
            '<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0"><mirrors><mirror>'
            "<mirrorOf>central</mirrorOf><url>http://127.0.0.1:9/maven/</url>"
            "</mirror></mirrors></settings>"
        )

        assert jars.repositories() == {"mirror": "http://127.0.0.1:9/maven"}
