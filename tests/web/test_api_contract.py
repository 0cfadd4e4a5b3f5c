"""The description is true: schemathesis asks each operation as each role and checks each answer.

Half of what it asks fits the description and half does not. The suite has time
for few examples of each; ``DISPATCH_API_EXAMPLES`` asks for more.
"""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web.api import V1, a_program
from tests.web.test_doors import SOMEBODY
from tests.web.world import World

EXAMPLES = int(os.environ.get("DISPATCH_API_EXAMPLES", "1"))
ENDS_ITSELF = f"DELETE {V1}/tokens/current"
"""Would take away the token that asks; ``test_api`` asks it."""
MORE_THAN_SHAPE = (
    "/attachments",  # bytes that are no photo
    "/reports",  # a day outside the window, a place outside the county
    "/assignment",  # a unit or matter that the county does not have
    "/transfer",
    "/suspension",  # a day that is past
)
"""What fits the description may be refused here for what no description can say."""


@pytest.fixture(scope="session")
def described(app: Flask) -> Any:
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    # A tag that the case does not carry fits the description, and is refused as it says.
    found.config.checks.positive_data_acceptance.expected_statuses.append("412")
    return found


def asks(operation: Any, mode: GenerationMode, headers: dict[str, str], world: World) -> int:
    """Ask one operation and check every answer; return how often it was asked."""
    real = {"number": world.street, "receipt": world.receipt}
    named = {name: value for name, value in real.items() if f"{{{name}}}" in operation.path}
    beyond = operation.path.endswith(MORE_THAN_SHAPE)
    asked = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, path_parameters=named or None))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(
            headers=headers, excluded_checks=[positive_data_acceptance] if beyond else []
        )

    ask()
    return asked


class TestDescription:
    @pytest.mark.parametrize("role", [*SOMEBODY, None], ids=lambda role: role or "stranger")
    def test_is_kept_by_every_answer(
        self, app: Flask, described: Any, world: World, role: Any
    ) -> None:
        headers = {}
        if role:
            headers["Authorization"] = f"Bearer {a_program(app, SOMEBODY[role]).token}"
        asked = 0

        for result in described.get_all_operations():
            operation = result.ok()
            if operation.label == ENDS_ITSELF:
                continue
            for mode in GenerationMode:
                asked += asks(operation, mode, headers, world)
        print(f"{role}: {asked} asked")  # noqa: T201 - the figure is wanted

        assert asked > EXAMPLES * 30
