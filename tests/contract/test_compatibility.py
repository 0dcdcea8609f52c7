"""A change of the schema that breaks clients is refused unless the changelog says so."""

from pathlib import Path

import pytest

from services.gateway.graph.compatibility import Break, breaks, unannounced
from services.gateway.graph.schema import text

TOP = Path(__file__).parents[2]
RELEASED = (TOP / "services" / "gateway" / "schema.released.graphql").read_text()
CHANGELOG = (TOP / "CHANGELOG.md").read_text()


def test_no_client_breaks_without_a_word() -> None:
    found = unannounced(breaks(RELEASED, text()), CHANGELOG)
    assert not found, "name these, in backticks, in CHANGELOG.md under Unreleased, `### Breaking`: " + "; ".join(
        f"{one.coordinate} ({one.description})" for one in found
    )


ALTERED = {
    "Village.code": ("  code: String!\n  name", "  name"),
    "Village.kind": ("  kind: VillageKind!\n", "  kind: String!\n"),
    "Query.village(code:)": ("  village(code: String!)", "  village(kode: String!)"),
    "Query.village(kode:)": ("  village(code: String!)", "  village(code: String!, kode: String!)"),
    "Kind.DESA": ("  DESA\n", ""),
    "Pet": ("union Pet = Village | Dog", "union Pet = Village"),
    "Dog": ("type Dog implements Node {", "type Dog {"),
    "Taken.id": ("input Taken {\n", "input Taken {\n  id: ID!\n"),
    "@seen": ("directive @seen on FIELD\n", ""),
    "VillageKind": ("scalar VillageKind", "enum VillageKind { A }"),
}
SMALL = """directive @seen on FIELD
scalar VillageKind
interface Node { id: ID! }
enum Kind {
  DESA
  KELURAHAN
}
type Village implements Node {
  id: ID!
  code: String!
  name: String!
  kind: VillageKind!
}
type Dog implements Node {
  id: ID!
}
union Pet = Village | Dog
input Taken {
  name: String
}
type Query {
  village(code: String!): Village
  pets(kind: Kind, taken: Taken): [Pet]
}
"""


@pytest.mark.parametrize("coordinate", ALTERED)
def test_a_break_is_found_and_told_by_its_coordinate(coordinate: str) -> None:
    before, after = ALTERED[coordinate]
    assert SMALL.count(before) == 1
    found = breaks(SMALL, SMALL.replace(before, after))
    assert coordinate in {one.coordinate for one in found}
    assert coordinate in {one.coordinate for one in unannounced(found, CHANGELOG)}
    said = "## [Unreleased]\n\n### Breaking\n\n" + "".join(f"- `{one.coordinate}` is gone.\n" for one in found)
    assert unannounced(found, said) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  code: String!\n", "  code: String!\n  area: Float\n"),
        ("  village(code: String!)", "  village(code: String!, kode: String)"),
        ("  village(code: String!)", "  village(code: String)"),
        ("  DESA\n", "  DESA\n  DESA_ADAT\n"),
        ("input Taken {\n", "input Taken {\n  id: ID\n"),
    ],
)
def test_what_only_adds_breaks_nobody(before: str, after: str) -> None:
    assert breaks(SMALL, SMALL.replace(before, after)) == []


@pytest.mark.parametrize(
    "changelog",
    [
        "",
        "## [Unreleased]\n\n### Added\n\n- `Village.code`\n",
        "## [Unreleased]\n\n### Breaking\n\n- Village.code\n",
        "## [Unreleased]\n\n### Breaking\n\n- `Village`\n",
        "## [Unreleased]\n\n### Added\n\n## [0.1.0]\n\n### Breaking\n\n- `Village.code`\n",
        "## [Unreleased]\n\n### Breaking\n\n### Added\n\n- `Village.code`\n",
    ],
)
def test_only_the_right_place_in_the_changelog_announces_a_break(changelog: str) -> None:
    lost = [Break("Village.code", "Field Village.code was removed.")]
    assert unannounced(lost, changelog) == lost


def test_the_served_schema_itself_is_watched() -> None:
    """Not only a small one: what it once had and has no more is found."""
    head = "type Village implements Node {\n"
    assert head in text()
    found = breaks(text().replace(head, f"{head}  hamlets: Int\n"), text())
    assert [one.coordinate for one in unannounced(found, CHANGELOG)] == ["Village.hamlets"]
