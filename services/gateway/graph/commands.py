"""Commands go to the services that own them; whatever happens there comes back as a receipt or as problems."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson
import strawberry

from libs.events.telemetry import current_traceparent, trace_id
from libs.events.wording import Sentence
from services.gateway.graph.indonesian import WORDING
from services.gateway.graph.inputs import camel
from services.gateway.graph.posting import Answered, CutOff, NoAnswer, Posting, Unreachable

PASSED_ON: Final = ("authorization", "accept-language", "traceparent")
"""Headers of the caller that the owning service is to see."""


@strawberry.type(description="Proof that a command was carried out, and where its effect will show.")
class Receipt:
    command_id: strawberry.ID = strawberry.field(description="The same id again, by the same caller, changes nothing.")
    stream: str = strawberry.field(description="The stream of events that holds the effect.")
    version: int = strawberry.field(description="The version of that stream afterwards.")
    position: int = strawberry.field(description="The place in the owning service's log; compare `extensions.positions`.")
    repeated: bool = strawberry.field(description="This command had been carried out before.")


@strawberry.type(description="Why something was not done, or not yet seen.")
class Problem:
    code: str = strawberry.field(description="UPPER_SNAKE, stable for ever.")
    message: str = strawberry.field(description="For a person, in the language of Accept-Language.")
    field: str | None = strawberry.field(default=None, description="The field of the input at fault, where there is one.")
    send_again: bool = strawberry.field(
        default=False,
        description="Nothing is wrong with the command: what has to come before it may be on its way, or it could not be tried. "
        "Sent again later, unchanged and under its id, it may be carried out.",
    )
    trace_id: str | None = strawberry.field(default=None, description="Tells operations which request this was.")


def problem(code: str, message: str, field: str | None = None, *, send_again: bool = False) -> Problem:
    """A problem of the gateway's own finding; the message is one of `graph.indonesian`, told in the caller's language."""
    return Problem(code=code, message=WORDING.say(message), field=field, send_again=send_again, trace_id=trace_id())


def passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    """Those of the caller's headers that the owning service is to see."""
    # Beyond ASCII there is nothing that any of them could mean, and nothing that could be sent.
    return {name: headers[name] for name in PASSED_ON if name in headers and headers[name].isascii()}


SENSELESS: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What reading an answer raises that is not of the form agreed upon."""


class Commands:
    """Posts commands; `urls` names each service's base URL."""

    def __init__(self, urls: Mapping[str, str], post: Posting) -> None:
        self._urls, self._post = {service: url.rstrip("/") for service, url in urls.items()}, post

    async def send(
        self, service: str, command: str, body: Mapping[str, Any], command_id: UUID, headers: Mapping[str, str]
    ) -> Receipt | Problem:
        """The service's answer. `headers` are those of the caller to pass on, and what else the service should know."""
        unknown = Sentence(
            "The service {service} gave no clear answer; send this again with commandId {command_id}.",
            service=service,
            command_id=command_id,
        )
        sent = {**headers, "idempotency-key": str(command_id)}
        answer = await self._posted(service, f"/commands/{command}", body, sent, unknown)
        return answer if isinstance(answer, Problem) else _read(answer, unknown)

    async def send_all(
        self, service: str, lines: Sequence[Mapping[str, Any]], headers: Mapping[str, str]
    ) -> list[Receipt | Problem]:
        """What became of each of the commands of a batch, which are carried out in the order in which they happened."""
        again = "The service {service} gave no clear answer; send all of these again under their ids."
        unknown = Sentence(again, service=service)
        answer = await self._posted(service, "/commands", {"commands": lines, "chronological": True}, headers, unknown)
        return _results(answer, len(lines), unknown)

    async def _posted(
        self, service: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str], unknown: Sentence
    ) -> Answered | Problem:
        """The answer, whatever it says; a problem where there is none. `unknown` tells of one that may have been carried out."""
        traceparent = current_traceparent()
        sent = {**headers, **({"traceparent": traceparent} if traceparent else {}), "content-type": "application/json"}
        url, content = f"{self._urls[service]}{path}", orjson.dumps(body)
        # Cut off once, it is sent again: under its id it takes effect once, and its outcome becomes known.
        for cut_off in (False, True):
            try:
                return await self._post(url, content, sent)
            except Unreachable:
                if not cut_off:
                    return problem(
                        "SERVICE_UNAVAILABLE",
                        Sentence("The service {service} cannot be reached; nothing was done.", service=service),
                        send_again=True,
                    )
            except CutOff:
                continue
            except NoAnswer:
                break
        return _unclear(unknown)


def _read(answer: Answered, unknown: Sentence) -> Receipt | Problem:
    if answer.status != 200:
        return _told(answer, unknown)
    try:
        body: dict[str, Any] = orjson.loads(answer.content)
        return _receipt(body)
    except SENSELESS:
        return _unclear(unknown)


def _results(answer: Answered | Problem, count: int, unknown: Sentence) -> list[Receipt | Problem]:
    """One for each command of a batch; what is wrong with the batch as a whole is so with each."""
    if isinstance(answer, Problem):
        return [replace(answer) for _ in range(count)]
    if answer.status != 200:
        return _results(_told(answer, unknown), count, unknown)
    try:
        lines = orjson.loads(answer.content)["results"]
        if len(lines) != count:
            raise ValueError(len(lines))
        return [_receipt(line["receipt"]) if "receipt" in line else _problem(line["problem"]) for line in lines]
    except SENSELESS:
        return _results(_unclear(unknown), count, unknown)


def _told(answer: Answered, unknown: Sentence) -> Problem:
    try:
        return _problem(orjson.loads(answer.content))
    except SENSELESS:
        return _unclear(unknown)


def _unclear(unknown: Sentence) -> Problem:
    """Of an answer that is none of the service's own, such as a proxy's: what it stands before may have been done."""
    return problem("OUTCOME_UNKNOWN", unknown, send_again=True)


def _receipt(body: Mapping[str, Any]) -> Receipt:
    return Receipt(
        command_id=strawberry.ID(body["commandId"]),
        stream=body["stream"],
        version=body["version"],
        position=body["position"],
        repeated=body["repeated"],
    )


def _problem(body: Mapping[str, Any]) -> Problem:
    field = body.get("field")
    return Problem(
        code=body["code"],
        message=body["message"],
        field=".".join(camel(part) for part in field.split(".")) if field else None,
        send_again=body.get("sendAgain") is True,
        trace_id=body.get("traceId") or trace_id(),
    )
