"""All that the graph shows of one ground: every field of every type that field work changes, so that grounds can be compared."""

import base64
import json
import re
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import GraphQLNamedType, GraphQLObjectType, build_schema, get_named_type, is_leaf_type

from tests.e2e.ground import Ground, token
from tests.e2e.system import ROOT

SCHEMA: Final = build_schema((ROOT / "services/gateway/schema.graphql").read_text())
RECORDED: Final = "follows from when it reached the service, which is later for what was noted offline"
NOW: Final = "compares with the clock at the moment of asking, and with what was recorded"
ELSEWHERE: Final = "is reached by another path, or belongs to no ground"
LEFT_OUT: Final[Mapping[str, Mapping[str, str]]] = {
    "EarlyWarning": {
        "raisedAt": RECORDED,
        "dueAt": RECORDED,
        "acknowledgedAt": RECORDED,
        "closedAt": RECORDED,
        "overdue": NOW,
        "village": ELSEWHERE,
    },
    "WarningDelivery": {"sentAt": RECORDED, "deliveredAt": RECORDED},
    "WarningEscalation": {"escalatedAt": RECORDED},
    "LeadershipDirective": {"issuedAt": RECORDED},
    "TimelineEntry": {
        "recordedAt": RECORDED,
        "version": "follows from the order in which things were recorded",
        "position": "follows from the order in which things were recorded",
        "id": "of the event, drawn at random",
        "traceId": "of the request",
        "correlationId": "the command's id, which stands beside it",
        "stream": ELSEWHERE,
    },
    "Village": {
        "name": ELSEWHERE, "code": ELSEWHERE, "province": ELSEWHERE, "regency": ELSEWHERE, "district": ELSEWHERE,
        "openWarnings": ELSEWHERE,
    },
    "ContactPerson": {"visits": ELSEWHERE},
    "CounterAction": {"outreach": ELSEWHERE, "jointActivity": ELSEWHERE},
    "SensitiveIssue": {"warning": ELSEWHERE},
    "Officer": {
        "serviceNumber": ELSEWHERE, "villages": ELSEWHERE, "visits": ELSEWHERE, "visitsDue": ELSEWHERE, "trainings": ELSEWHERE,
    },
}  # fmt: skip
"""By type: the fields that are not compared, each with the reason."""
LINKS: Final = {
    "Directive", "DirectiveTarget", "ElectionPeriod", "Officer", "PartnershipForum", "PilotSite", "PoliceUnit", "Region",
    "SafetyIndex", "SensitiveIssue", "SocialInstitution", "TrainingSession", "Village", "VillageAssignment",
}  # fmt: skip
"""Of these types only which of them it is: they are not changed by field work, or stand at the top."""


PAGE: Final = 15
"""More than a day has of anything; `totalCount` would tell."""


def _selection(kind: GraphQLObjectType) -> str:
    left_out = LEFT_OUT.get(kind.name, {})
    fields = (_field(name, get_named_type(field.type)) for name, field in kind.fields.items() if name not in left_out)
    return " ".join(field for field in fields if field)


def _field(name: str, inner: GraphQLNamedType) -> str:
    """The field with all that is below it; nothing for a link to what has no id."""
    if is_leaf_type(inner):
        return name
    assert isinstance(inner, GraphQLObjectType)
    if inner.name in LINKS:
        return f"{name} {{ id }}" if "id" in inner.fields else ""
    if inner.name.endswith("Connection"):
        node = get_named_type(_object(get_named_type(inner.fields["edges"].type)).fields["node"].type)
        return f"{name}(first: {PAGE}) {{ totalCount edges {{ node {{ {_selection(_object(node))} }} }} }}"
    return f"{name} {{ {_selection(inner)} }}"


def _object(kind: GraphQLNamedType | None) -> GraphQLObjectType:
    assert isinstance(kind, GraphQLObjectType)
    return kind


def _parts(name: str) -> Iterator[str]:
    """What is below each field of a type, one by one: all in one would be too large a question."""
    for field_name, field in _object(SCHEMA.type_map[name]).fields.items():
        if field_name not in LEFT_OUT[name] and (part := _field(field_name, get_named_type(field.type))):
            yield part


QUESTIONS: Final = (
    *(f"query ($c: String!) {{ village(code: $c) {{ {part} }} }}" for part in _parts("Village")),
    *(f"query ($c: String!) {{ village(code: $c) {{ officer {{ {part} }} }} }}" for part in _parts("Officer")),
)
WARNINGS: Final = "{ earlyWarnings(first: 100) { edges { node { id village { code } } } } }"
WARNING: Final = f"query ($id: ID!) {{ earlyWarning(id: $id) {{ {_selection(_object(SCHEMA.type_map['EarlyWarning']))} }} }}"
MOMENTS: Final = {"occurredAt", "commandId", "causationId", "seenAt", "id"}
"""Of what the system does by itself: it happens when it happens."""
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def state_of(ground: Ground) -> list[Any]:
    """Everything, with the names of things in place of their ids, and lists in an order that does not depend on ids."""
    asking = token(ground.system, sub="markas", role="headquarters")
    found: list[Any] = [ground.system.ask(text, asking, c=ground.code) for text in QUESTIONS]
    found.append([ground.system.ask(WARNING, asking, id=warning) for warning in warnings_of(ground)])
    return [_named(part, ground) for part in found]


def warnings_of(ground: Ground) -> list[str]:
    """The ids of the warnings about the village, as its officer sees them."""
    edges = ground.system.ask(WARNINGS, ground.tokens["officer"])["earlyWarnings"]["edges"]
    return [edge["node"]["id"] for edge in edges if edge["node"]["village"]["code"] == ground.code]


def _named(value: Any, ground: Ground) -> Any:
    match value:
        case dict():
            assert value.get("totalCount", 0) <= PAGE, "there is more than was asked for"
            named = {name: _named(inner, ground) for name, inner in value.items()}
            return {name: inner for name, inner in named.items() if not (_by_itself(named) and name in MOMENTS)}
        case list():
            return sorted((_named(inner, ground) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
        case str():
            return _UUID.sub(lambda id_: ground.names.get(id_[0], "another"), _decoded(value)).replace(ground.code, "CODE")
        case _:
            return value


def _by_itself(named: Mapping[str, Any]) -> bool:
    """Whether it is no phone's: an entry of a timeline by the system or before the day, a warning that it raised."""
    ours = "commandId" in named and not str(named["commandId"]).startswith("command ")
    return ours or named.get("kind") == "PILLAR_CONFLICT"


def _decoded(text: str) -> str:
    """What a global id names; other texts are as they are."""
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (NotBase64, UnicodeDecodeError, ValueError):
        return text
    return decoded if ":" in decoded else text
