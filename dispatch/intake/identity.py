"""When two bodies are the same body: the canonical form and its digest.

Canonical form: JSON with sorted keys, no spaces and no escapes but the
necessary ones, in UTF-8. The order of keys, the spaces and the escapes of a
producer's library therefore do not matter; how a number is written does
(1 and 1.0 are two bodies), because a sender repeats a record, it does not
rewrite it. RFC 8785 is not used: it knows no integer beyond 2^53, and we
take numbers of thirty digits.
"""

import hashlib
import json
from collections.abc import Mapping

from dispatch.intake.model import Json

_canonical = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,
    allow_nan=False,
).encode


def body_digest(data: Mapping[str, Json]) -> str:
    """Return the SHA-256, in hex, of a report's body in canonical form."""
    return hashlib.sha256(_canonical(data).encode()).hexdigest()
