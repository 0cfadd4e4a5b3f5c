"""A store of blobs keeps what it promises, in a folder and in a bucket alike."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import boto3
import pytest
from moto.server import ThreadedMotoServer

from dispatch.blobs.bucket import Bucket, BucketBlobs, NoS3Library
from dispatch.blobs.folder import FolderBlobs
from dispatch.blobs.model import BlobMissing, Blobs, blob_id_of

COUNTY, OTHER = "330521", "330122"
Damage = Callable[[str, bytes], None]


class Kept(Protocol):
    blobs: Blobs
    damage: Damage


class InFolder:
    def __init__(self, folder: Path) -> None:
        self.blobs: Blobs = FolderBlobs(folder)
        self._folder = folder

    def damage(self, blob_id: str, content: bytes) -> None:
        (self._folder / COUNTY / blob_id[:2] / blob_id[2:4] / blob_id).write_bytes(content)


class InBucket:
    def __init__(self, bucket: Bucket) -> None:
        self.blobs: Blobs = BucketBlobs(bucket)
        self._client = client(bucket)

    def damage(self, blob_id: str, content: bytes) -> None:
        key = f"{COUNTY}/{blob_id[:2]}/{blob_id[2:4]}/{blob_id}"
        self._client.put_object(Bucket="photos", Key=key, Body=content)


def client(bucket: Bucket):
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that speaks S3."""
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str) -> Iterator[Bucket]:
    found = Bucket("photos", server, "us-east-1", "key", "secret")
    client(found).create_bucket(Bucket="photos")
    yield found
    for one in client(found).list_objects_v2(Bucket="photos").get("Contents", []):
        client(found).delete_object(Bucket="photos", Key=one["Key"])
    client(found).delete_bucket(Bucket="photos")


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "folder":
        return InFolder(tmp_path / "photos")
    return InBucket(request.getfixturevalue("bucket"))


class TestBlobs:
    def test_give_back_what_was_put_under_the_digest_of_it(self, kept: Kept) -> None:
        name = kept.blobs.put(COUNTY, b"a photo")

        assert name == blob_id_of(b"a photo")
        assert kept.blobs.get(COUNTY, name) == b"a photo"
        assert kept.blobs.has(COUNTY, name)

    def test_keep_the_same_bytes_once(self, kept: Kept) -> None:
        assert kept.blobs.put(COUNTY, b"a photo") == kept.blobs.put(COUNTY, b"a photo")

    def test_keep_counties_apart(self, kept: Kept) -> None:
        name = kept.blobs.put(COUNTY, b"a photo")

        assert not kept.blobs.has(OTHER, name)
        with pytest.raises(BlobMissing):
            kept.blobs.get(OTHER, name)

    def test_never_overwrite(self, kept: Kept) -> None:
        name = kept.blobs.put(COUNTY, b"a photo")
        kept.damage(name, b"something else")

        kept.blobs.put(COUNTY, b"a photo")

        with pytest.raises(BlobMissing, match="damaged"):
            kept.blobs.get(COUNTY, name)

    def test_say_that_nothing_is_there(self, kept: Kept) -> None:
        assert not kept.blobs.has(COUNTY, "0" * 64)
        with pytest.raises(BlobMissing, match="not there"):
            kept.blobs.get(COUNTY, "0" * 64)

    def test_erase_for_good_and_twice(self, kept: Kept) -> None:
        name = kept.blobs.put(COUNTY, b"a photo")

        kept.blobs.remove(COUNTY, name)
        kept.blobs.remove(COUNTY, name)

        assert not kept.blobs.has(COUNTY, name)

    def test_keep_what_many_put_at_once(self, kept: Kept) -> None:
        threads = [
            threading.Thread(target=kept.blobs.put, args=(COUNTY, bytes(100_000))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert kept.blobs.get(COUNTY, blob_id_of(bytes(100_000))) == bytes(100_000)


class TestFolder:
    @pytest.mark.parametrize("name", ["../../secret", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
    def test_leads_nowhere_else(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(BlobMissing):
            FolderBlobs(tmp_path).get(COUNTY, name)

    def test_leads_to_no_other_county_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BlobMissing):
            FolderBlobs(tmp_path).put("../330521", b"x")

    def test_leaves_nothing_half_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)

        with pytest.raises(OSError, match="No space"):
            FolderBlobs(tmp_path).put(COUNTY, b"a photo")

        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class TestBucket:
    def test_without_its_library_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "boto3", None)

        with pytest.raises(NoS3Library, match="s3 extra"):
            BucketBlobs(Bucket("photos"))
