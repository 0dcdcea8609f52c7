"""What a target's decision is shown: the directive, the assignment, and the earliest deed that meets it."""

from typing import Any, Final

from msgspec import convert

from libs.events.contracts.villages.directive_target import MeetDirectiveTarget, SetDirectiveTarget
from libs.events.view import View
from services.villages.deeds import LASTING
from services.villages.directive_target import Asked, DirectiveTarget, Post, Shown, TargetCommand, TargetFacts

_ASKED: Final = "select session_id, theme, issued_on, due_on from known.addressed where directive_id = $1 limit 1"
_POST: Final = "select village_id, officer_id from known.assignment where id = $1"
_SHOWN: Final = """select day, shown_by from known.deed
where village_id = $1 and theme = $2 and ($3::bool or day >= $4) order by day, of limit 1"""


async def of_target(view: View, state: DirectiveTarget | None, command: TargetCommand) -> TargetFacts:
    match command:
        case SetDirectiveTarget() if state is None:
            asked: Any = await view.facts("cooperation", _ASKED, command.directive_id)
            post: Any = await view.facts("officers", _POST, command.assignment_id)
            return TargetFacts(
                asked=convert(dict(asked[0]), Asked) if asked else None, post=convert(dict(post[0]), Post) if post else None
            )
        case MeetDirectiveTarget() if state is not None and not state.met:
            of = state.asked
            shown: Any = await view.facts("villages", _SHOWN, of.village_id, of.theme.value, of.theme in LASTING, of.issued_on)
            return TargetFacts(shown=convert(dict(shown[0]), Shown) if shown else None)
        case _:
            return TargetFacts()
