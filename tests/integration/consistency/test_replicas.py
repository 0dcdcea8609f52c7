"""What is written by way of one replica of the gateway is read by way of any other, as soon as the receipt is there."""

import pytest

from tests.integration.consistency.conftest import System

pytestmark = pytest.mark.asyncio(loop_scope="module")

REGISTER = """mutation ($i: RegisterRegionInput!) { registerRegion(input: $i) {
  receipt { position } problems { code } region { name } } }"""
RENAME = (
    "mutation ($i: RenameRegionInput!) { renameRegion(input: $i) { receipt { position } problems { code } region { name } } }"
)
NAME = "query ($code: String!) { region(code: $code) { id name } }"


async def test_replicas_read_each_others_writes(system: System) -> None:
    for number in range(8):
        writer, reader = number % 2, 1 - number % 2
        code = f"{60 + number}"
        taken = {"code": code, "name": f"Provinsi Contoh {number}", "edition": "test"}
        done = (await system.ask(REGISTER, replica=writer, i=taken))["registerRegion"]
        assert done["problems"] == []
        assert done["region"] == {"name": taken["name"]}, "the writer reads its own write"
        seen = {"villages": done["receipt"]["position"]}
        found = (await system.ask(NAME, replica=reader, at_least=seen, code=code))["region"]
        assert found["name"] == taken["name"]
        again = {"regionId": found["id"], "name": f"Provinsi Lain {number}", "edition": "test"}
        done = (await system.ask(RENAME, replica=reader, i=again))["renameRegion"]
        assert done["region"] == {"name": again["name"]}
        seen = {"villages": done["receipt"]["position"]}
        assert (await system.ask(NAME, replica=writer, at_least=seen, code=code))["region"]["name"] == again["name"]
