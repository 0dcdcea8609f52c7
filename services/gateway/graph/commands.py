"""Commands go to the services that own them; whatever happens there comes back as a receipt or as problems."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import httpx
import orjson
import strawberry

from libs.events.telemetry import current_traceparent, trace_id
from libs.events.wording import Sentence
from services.gateway.graph.indonesian import WORDING
from services.gateway.graph.inputs import camel

TIMEOUT: Final = 10.0
"""Seconds for a service to answer."""


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
    trace_id: str | None = strawberry.field(default=None, description="Tells operations which request this was.")


def problem(code: str, message: str, field: str | None = None) -> Problem:
    """A problem of the gateway's own finding; the message is one of `graph.indonesian`, told in the caller's language."""
    return Problem(code=code, message=WORDING.say(message), field=field, trace_id=trace_id())


class Commands:
    """Posts commands; `urls` names each service's base URL. The client is the caller's to close."""

    def __init__(self, urls: Mapping[str, str], client: httpx.AsyncClient) -> None:
        self._urls, self._client = {service: url.rstrip("/") for service, url in urls.items()}, client

    async def send(
        self, service: str, command: str, body: Mapping[str, Any], command_id: UUID, headers: Mapping[str, str]
    ) -> Receipt | Problem:
        """The service's answer. `headers` are those of the caller to pass on, and what else the service should know."""
        traceparent = current_traceparent()
        sent = {
            **headers,
            **({"traceparent": traceparent} if traceparent else {}),
            "content-type": "application/json",
            "idempotency-key": str(command_id),
        }
        url, content = f"{self._urls[service]}/commands/{command}", orjson.dumps(body)
        # Cut off once, it is sent again: under its id it takes effect once, and its outcome becomes known.
        for cut_off in (False, True):
            try:
                return _read(service, await self._client.post(url, content=content, headers=sent, timeout=TIMEOUT))
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
                if not cut_off:
                    return problem(
                        "SERVICE_UNAVAILABLE",
                        Sentence("The service {service} cannot be reached; nothing was done.", service=service),
                    )
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                continue
            except httpx.HTTPError:
                break
        return problem(
            "OUTCOME_UNKNOWN",
            Sentence(
                "The service {service} did not answer; send this again with commandId {command_id}.",
                service=service,
                command_id=command_id,
            ),
        )


def _read(service: str, answer: httpx.Response) -> Receipt | Problem:
    try:
        body: dict[str, Any] = orjson.loads(answer.content)
        if answer.status_code == 200:
            return Receipt(
                command_id=strawberry.ID(body["commandId"]),
                stream=body["stream"],
                version=body["version"],
                position=body["position"],
                repeated=body["repeated"],
            )
        field = body.get("field")
        return Problem(
            code=body["code"],
            message=body["message"],
            field=".".join(camel(part) for part in field.split(".")) if field else None,
            trace_id=body.get("traceId") or trace_id(),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return problem(
            "SERVICE_UNAVAILABLE", Sentence("The service {service} gave an answer that makes no sense.", service=service)
        )
