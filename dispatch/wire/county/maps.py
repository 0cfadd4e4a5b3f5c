"""``boundaries.geojson``: kept as it is, if it is a map at all."""

from dispatch.wire.county.fields import read_json
from dispatch.wire.county.problems import Problems

_COLLECTION = "FeatureCollection"


def check_map(file: str, data: bytes, problems: Problems) -> None:
    """Note a file that is no GeoJSON feature collection."""
    whole = read_json(file, data, problems)
    if whole is None:
        return
    if not isinstance(whole.value, dict) or whole.value.get("type") != _COLLECTION:
        whole.refuse(f"is no GeoJSON {_COLLECTION}")
