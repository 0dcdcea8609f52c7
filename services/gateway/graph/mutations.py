"""A mutation for each command that a person may give: derived from the contracts, answered with what it changed."""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

import strawberry
from sqlalchemy import Uuid
from strawberry.tools import create_type
from strawberry.types.unset import UNSET

from libs.events.message import Catalogue, Command, Role
from services.gateway.graph.commands import Problem, Receipt, passed_on, problem
from services.gateway.graph.context import Context
from services.gateway.graph.inputs import MalformedId, body_of, input_of, mutation_name, uuid_of
from services.gateway.graph.mapping import actor, given, one
from services.gateway.graph.pool import TooLong, Unavailable
from services.gateway.graph.scalars import moment_text
from services.gateway.graph.submission import NOT_YET, submission

COMMAND_ID: Final = "A UUID of the client's choice: the same command sent again under it changes nothing."

Info = strawberry.Info[Context, Any]


def mutations(catalogue: Catalogue, types: Iterable[type]) -> type:
    """The root type. Of `types`, those named as an aggregate (`police_unit` is `PoliceUnit`) are answered in the payloads."""
    by_name = {kind.__name__: kind for kind in types if _by_uuid(kind)}
    commands = [command for _, command in sorted(catalogue.commands.items()) if set(command.allowed) - {Role.SERVICE}]
    fields = [
        _mutation(command, by_name.get("".join(part.capitalize() for part in command.aggregate().split("_"))))
        for command in commands
    ]
    return create_type(
        "Mutation",
        [*fields, submission(commands)],
        description="Every command that a person may give, carried out by the service it belongs to.",
    )


def _by_uuid(kind: type) -> bool:
    rows = vars(kind).get("__rows__")
    return rows is not None and isinstance(rows.table.c[rows.key].type, Uuid)


def _mutation(command: type[Command], kind: type | None) -> Any:
    payload, aggregate = _payload(command, kind), command.aggregate()
    taken = input_of(command)

    async def carry_out(info: Any, input: Any, command_id: Any = UNSET, occurred_at: Any = UNSET) -> Any:  # noqa: A002
        context: Context = info.context
        # A page too large or a stranger's cursor is refused now: after the command it would cost the client its receipt.
        context.rows.check(info, "stream_key")
        receipt, problems = None, []
        answer = await _send(context, command, input, command_id, occurred_at)
        if isinstance(answer, Receipt):
            receipt = answer
            assert context.positions  # noqa: S101 - set wherever `commands` is
            if not await context.positions.reached(command.service(), receipt.position, context.patience):
                problems = [problem("NOT_YET_VISIBLE", NOT_YET)]
        else:
            problems = [answer]
        try:
            key = UUID(receipt.stream[-36:]) if receipt else None
            return await context.rows(info, given={"receipt": receipt, "problems": problems}, stream_key=key)
        except (Unavailable, TooLong):
            # The command stands, whatever becomes of the reading.
            late = problems or [problem("NOT_YET_VISIBLE", NOT_YET)]
            return SimpleNamespace(receipt=receipt, problems=late, **{aggregate: None})

    carry_out.__name__ = command.__name__
    carry_out.__annotations__ = {
        "info": Info,
        "input": Annotated[taken, strawberry.argument(description="What is to be done.")],
        "command_id": Annotated[strawberry.ID | None, strawberry.argument(description=COMMAND_ID)],
        "occurred_at": Annotated[
            datetime | None, strawberry.argument(description="When it happened in the field; now, if absent.")
        ],
        "return": payload,
    }
    return strawberry.mutation(carry_out, name=mutation_name(command), description=_first_line(command))


def _payload(command: type[Command], kind: type | None) -> type:
    shown: list[tuple[str, Any, Any]] = [
        ("receipt", Receipt | None, given(description="Null where nothing was done.")),
        ("problems", list[Problem], given(description="Empty when all is well.")),
    ]
    if kind is not None:
        link = one(where=_by_stream, description="As it is now, the effect included; null where nothing was done.")
        shown.append((command.aggregate(), kind | None, link))
    namespace = {name: link for name, _, link in shown}
    made = type(f"{command.named()}Payload", (), {**namespace, "__annotations__": {name: hint for name, hint, _ in shown}})
    return strawberry.type(made, description=f"What became of {command.named()}.")


def _by_stream(row: Any) -> Iterable[Any]:
    yield row.key == actor("stream_key", Uuid())


async def _send(context: Context, command: type[Command], taken: Any, command_id: Any, occurred_at: Any) -> Receipt | Problem:
    assert context.commands  # noqa: S101 - a gateway without services has no mutations
    try:
        chosen = uuid_of(command_id) if isinstance(command_id, str) else uuid4()
    except ValueError:
        return problem("COMMAND_ID_INVALID", "A command id is a UUID.", "commandId")
    try:
        body = body_of(command, taken, chosen)
    except MalformedId as error:
        return problem("ID_INVALID", "This is no id.", f"input.{error.field}")
    headers = passed_on(context.headers)
    if isinstance(occurred_at, datetime):
        headers["occurred-at"] = moment_text(occurred_at)
    answer = await context.commands.send(command.service(), command.named(), body, chosen, headers)
    if isinstance(answer, Problem) and answer.field and answer.field not in ("occurredAt", "commandId"):
        answer.field = f"input.{answer.field}"
    return answer


def _first_line(command: type[Command]) -> str:
    return (command.__doc__ or "").strip().partition("\n")[0]
