"""When two bodies are the same."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dispatch.intake.identity import body_digest

bodies = st.dictionaries(
    st.text(max_size=4),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=5,
    ),
)


class TestBodyDigest:
    @given(body=bodies)
    def test_survives_being_sent_and_read_again(self, body: dict[str, object]) -> None:
        sent = json.loads(json.dumps(dict(reversed(body.items())), indent=1))

        assert body_digest(sent) == body_digest(body)  # type: ignore[arg-type]

    def test_takes_numbers_of_thirty_digits(self) -> None:
        assert body_digest({"n": 10**29}) != body_digest({"n": 10**29 + 1})

    def test_is_a_sha256_in_hex(self) -> None:
        assert body_digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
