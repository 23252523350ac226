"""No request that the OpenAPI document allows, or forbids, is answered with a 500."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.schemas import OpenApiSchema

from conftest import Cast
from dejiro.apps.people.forms import SCOPES
from dejiro.config.wsgi import application
from dejiro.foundation import clock
from dejiro.foundation.accounts.services import token_issue
from tests.security.conftest import Stage

EXAMPLES = 250


@pytest.fixture
def schema() -> OpenApiSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.mark.parametrize("key", ["okutama", "okutama_chief", "coordinator", "expert", "auditor"])
def test_no_request_is_answered_with_a_500(cast: Cast, stage: Stage, schema: OpenApiSchema, key: str) -> None:
    token = token_issue(
        actor=cast.actor(key),
        name="試験",
        scopes=[scope for scope, _label in SCOPES],
        expires_at=clock.now() + timedelta(days=1),
    )
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    cases = st.one_of([operation.as_strategy() for operation in operations])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def knock(case: Case[Any]) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token.secret}"})
        assert response.status_code < 500, f"{case.method} {case.formatted_path}: {response.text[:500]}"

    knock()
