"""The scalars whose text PostgreSQL and Python must write alike."""

from datetime import UTC, date, datetime
from typing import Any, Final

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

from services.gateway.graph.planner.identity import day, moment


def moment_text(value: datetime) -> str:
    """RFC 3339 in UTC, microseconds always in full: `2026-11-24T08:30:00.000000Z`."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _moment(value: Any) -> datetime:
    try:
        return moment(value)
    except (ValueError, TypeError):
        raise StrawberryInputCoercionError("A DateTime is an RFC 3339 time with its offset from UTC.") from None


def _day(value: Any) -> date:
    try:
        return day(value)
    except (ValueError, TypeError):
        raise StrawberryInputCoercionError("A Date is written YYYY-MM-DD.") from None


SCALARS: Final[dict[object, ScalarDefinition]] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An RFC 3339 time, answered in UTC with six digits of fraction; taken with any offset.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=moment_text,
        parse_value=_moment,
    ),
    date: strawberry.scalar(name="Date", description="A day, YYYY-MM-DD.", serialize=date.isoformat, parse_value=_day),
}
"""By Python type, for the schema's configuration."""
