"""Blobs in an S3-compatible bucket; needs the ``s3`` extra, which nothing else loads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch.blobs.model import BlobMissing, blob_id_of, whole
from dispatch.errors import Unusable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GONE = {"404", "NoSuchKey", "NotFound"}


class NoS3Library(Unusable):
    """A bucket is set, and the library that reaches one is not installed."""

    code = "blobs.no_s3_library"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is and how to get in; what is empty is left to the library."""

    name: str
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class BucketBlobs:
    """A store in one bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._name = bucket.name
        self._client = _connect(bucket)

    def put(self, county: str, content: bytes) -> str:
        """Keep these bytes and return their id; see ``Blobs``."""
        blob_id = blob_id_of(content)
        if not self.has(county, blob_id):
            self._client.put_object(
                Bucket=self._name, Key=_key(county, blob_id), Body=content, ContentType="image/jpeg"
            )
        return blob_id

    def get(self, county: str, blob_id: str) -> bytes:
        """Return the bytes that have this id; see ``Blobs``.

        Raises:
            BlobMissing: they are not there, or what is there is not they.
        """
        try:
            found = self._client.get_object(Bucket=self._name, Key=_key(county, blob_id))
        except self._client.exceptions.ClientError as why:
            if why.response["Error"]["Code"] not in _GONE:
                raise
            raise BlobMissing(f"blob {blob_id} is not there") from None
        return whole(found["Body"].read(), blob_id)

    def has(self, county: str, blob_id: str) -> bool:
        """Say whether something lies under this id."""
        try:
            self._client.head_object(Bucket=self._name, Key=_key(county, blob_id))
        except self._client.exceptions.ClientError as why:
            if why.response["Error"]["Code"] not in _GONE:
                raise
            return False
        return True

    def remove(self, county: str, blob_id: str) -> None:
        """Erase these bytes."""
        self._client.delete_object(Bucket=self._name, Key=_key(county, blob_id))


def _key(county: str, blob_id: str) -> str:
    return f"{county}/{blob_id[:2]}/{blob_id[2:4]}/{blob_id}"


def _connect(bucket: Bucket) -> "S3Client":
    try:
        import boto3  # noqa: PLC0415 - an extra: a folder needs nothing of it
        from botocore.config import Config  # noqa: PLC0415 - as above
    except ImportError:
        raise NoS3Library(
            "DISPATCH_S3_BUCKET is set but boto3 is not installed: install the s3 extra"
        ) from None
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint or None,
        region_name=bucket.region or None,
        aws_access_key_id=bucket.access_key or None,
        aws_secret_access_key=bucket.secret_key or None,
        config=Config(connect_timeout=3, read_timeout=10, retries={"max_attempts": 3}),
    )
