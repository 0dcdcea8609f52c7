"""The audit of graphql-http finds nothing to say about the running gateway, asked without a token or with one."""

import json

import pytest

from tests.conformance.packages import Packages
from tests.e2e.system import System


@pytest.mark.parametrize("role", ["anonymous", "headquarters"])
def test_the_audit_of_graphql_over_http_is_clean(packages: Packages, province: System, role: str) -> None:
    token = [] if role == "anonymous" else [province.token(ROLE=role)]
    done = packages.run("audit.mjs", f"{province.url}/graphql", *token)
    assert done.returncode == 0, done.stderr
    audits = json.loads(done.stdout)
    assert len(audits) > 50
    said = [f"{audit['id']} {audit['status']}: {audit['name']}: {audit['reason']}" for audit in audits if audit["status"] != "ok"]
    assert said == [], "\n".join(said)
