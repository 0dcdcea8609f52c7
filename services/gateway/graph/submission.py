"""`submitCommands`: what a phone noted while it was offline, many commands of any service at once, each answered for itself."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import strawberry
from strawberry.types.unset import UNSET

from libs.events.message import Command
from libs.events.wording import Sentence
from services.gateway.graph.commands import Problem, Receipt, passed_on, problem
from services.gateway.graph.context import Context
from services.gateway.graph.inputs import MalformedId, body_of, input_of, mutation_name, uuid_of
from services.gateway.graph.scalars import moment_text

MOST: Final = 200
"""Commands of one submission."""
NOT_YET: Final = "The command was carried out; its effect will show shortly."

Info = strawberry.Info[Context, Any]


@strawberry.type(description="What became of one command of a submission.")
class CommandResult:
    command_id: strawberry.ID = strawberry.field(description="The id it was submitted under.")
    receipt: Receipt | None = strawberry.field(description="Null where nothing was done.")
    problems: list[Problem] = strawberry.field(description="Empty when all is well.")


@strawberry.type(description="What became of a submission.")
class SubmitCommandsPayload:
    results: list[CommandResult] = strawberry.field(description="One for each command, in the order of the commands.")
    problems: list[Problem] = strawberry.field(
        description="What is wrong with the submission as a whole; then none of it was done."
    )


@dataclass(frozen=True)
class _Line:
    """A command that can be sent: where it stands in the submission, and what its service takes."""

    number: int
    command: type[Command]
    path: str
    body: Mapping[str, Any]


def submission(commands: Iterable[type[Command]]) -> Any:
    """The mutation, for these commands."""
    by_member = {mutation_name(command): command for command in commands}
    taken = _command_input(by_member)

    async def submit(info: Any, commands: Any) -> Any:
        if len(commands) > MOST:
            too_many = problem("TOO_MANY_COMMANDS", Sentence("A submission has at most {most} commands.", most=MOST), "commands")
            return SubmitCommandsPayload(results=[], problems=[too_many])
        return SubmitCommandsPayload(results=await _carried_out(info.context, commands, by_member), problems=[])

    argument = strawberry.argument(description=f"At most {MOST}, of any kind and in any order.")
    submit.__annotations__ = {
        "info": Info,
        "commands": Annotated[list[taken], argument],  # type: ignore[valid-type]
        "return": SubmitCommandsPayload,
    }
    return strawberry.mutation(
        submit,
        name="submitCommands",
        description="Many commands at once, such as those noted while offline. Each service carries out its own in the order of "
        "occurredAt, those of the same moment as they stand. A refused command does not stop the later ones; one that could not "
        "be tried does stop those to the same thing: they are answered EARLIER_COMMAND_OPEN. The same submission again changes "
        "nothing; what is answered with sendAgain is sent again, under its id.",
    )


def _command_input(by_member: Mapping[str, type[Command]]) -> type:
    members: dict[str, Any] = {}
    kinds: dict[str, Any] = {}
    for name, command in by_member.items():
        members[name] = strawberry.field(default=UNSET, description=(command.__doc__ or "").strip().partition("\n")[0])
        kinds[name] = input_of(command) | None
    any_command = strawberry.input(
        type("AnyCommand", (), {**members, "__annotations__": kinds}), one_of=True, description="Exactly one command."
    )
    fields = {
        "command_id": strawberry.field(description="A UUID of the client's choice: the same command again changes nothing."),
        "occurred_at": strawberry.field(default=UNSET, description="When it happened in the field; now, if absent."),
        "command": strawberry.field(description="What is to be done."),
    }
    hints = {"command_id": strawberry.ID, "occurred_at": datetime | None, "command": any_command}
    made = type("CommandInput", (), {**fields, "__annotations__": hints})
    return strawberry.input(made, description="A command together with its id and the time it happened.")


async def _carried_out(context: Context, given: Sequence[Any], by_member: Mapping[str, type[Command]]) -> list[CommandResult]:
    assert context.commands  # noqa: S101 - a gateway without services has no mutations
    assert context.positions  # noqa: S101 - set wherever `commands` is
    outcomes: dict[int, Receipt | Problem] = {}
    by_service: defaultdict[str, list[_Line]] = defaultdict(list)
    sent: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for number, one in enumerate(given):
        name = next(name for name in by_member if getattr(one.command, name) not in (UNSET, None))
        made = _line(number, one, name, by_member[name])
        if isinstance(made, Problem):
            outcomes[number] = made
            continue
        service = made.command.service()
        by_service[service].append(made)
        occurred = {"occurredAt": moment_text(one.occurred_at)} if isinstance(one.occurred_at, datetime) else {}
        particulars = {"command": made.command.named(), "commandId": str(uuid_of(one.command_id)), **occurred}
        sent[service].append({**particulars, "data": made.body})
    headers = passed_on(context.headers)
    answers = await asyncio.gather(*(context.commands.send_all(service, lines, headers) for service, lines in sent.items()))
    farthest: dict[str, int] = {}
    services: dict[int, str] = {}
    for service, found in zip(sent, answers, strict=True):
        for line, outcome in zip(by_service[service], found, strict=True):
            outcomes[line.number], services[line.number] = outcome, service
            if isinstance(outcome, Receipt):
                farthest[service] = max(outcome.position, farthest.get(service, 0))
            elif outcome.field:
                # When it happened and under which id stand beside the command, not in it.
                beside = outcome.field in ("occurredAt", "commandId")
                outcome.field = f"{f'commands.{line.number}' if beside else line.path}.{outcome.field}"
    await context.positions.all_reached(farthest, context.patience)
    shown = dict(context.positions.now)
    context.reflected.update(shown)
    return [_result(one.command_id, outcomes[number], shown.get(services.get(number, ""), 0)) for number, one in enumerate(given)]


def _line(number: int, one: Any, name: str, command: type[Command]) -> _Line | Problem:
    path = f"commands.{number}.command.{name}"
    try:
        chosen: UUID = uuid_of(one.command_id)
    except ValueError:
        return problem("COMMAND_ID_INVALID", "A command id is a UUID.", f"commands.{number}.commandId")
    try:
        return _Line(number, command, path, body_of(command, getattr(one.command, name), chosen))
    except MalformedId as error:
        return problem("ID_INVALID", "This is no id.", f"{path}.{error.field}")


def _result(command_id: str, outcome: Receipt | Problem, shown: int) -> CommandResult:
    if isinstance(outcome, Problem):
        return CommandResult(command_id=strawberry.ID(command_id), receipt=None, problems=[outcome])
    late = [problem("NOT_YET_VISIBLE", NOT_YET)] if outcome.position > shown else []
    return CommandResult(command_id=strawberry.ID(command_id), receipt=outcome, problems=late)
