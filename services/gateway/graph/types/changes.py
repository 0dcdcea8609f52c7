"""What a phone keeps up by: what changed in the caller's villages since it last asked."""

import strawberry

from services.gateway.graph.mapping import Node


@strawberry.type(description="A page of what changed in the caller's villages.")
class Changes:
    reset: bool = strawberry.field(
        description="Whether all that was held before is to be dropped: everything is told anew, beginning with this page."
    )
    upserts: list[Node] = strawberry.field(
        description="What is new or has changed, as it is now: villages, their pillars, assignments, warnings, officers, units, "
        "sites, contact persons, visits, disputes of the pillars, joint activities, outreach, what directives ask of them, "
        "forums, institutions, issues of residents, sensitive issues and elections; also an issue that the caller was given "
        "elsewhere, and a warning about which leadership directed him. "
        "What these lead to is told for itself. The same may be told more than once."
    )
    removals: list[strawberry.ID] = strawberry.field(
        description="Ids of what no longer is in the caller's villages, or no longer shown to the caller; "
        "one may be of something that was never told."
    )
    cursor: str = strawberry.field(description="For `since` of the next request, now if there is more, later if not.")
    has_more: bool = strawberry.field(description="Whether more is to be told already; then ask again at once.")
