"""The one shape of a no at a boundary: RFC 9457 problem details with a stable code, the field at fault and the trace."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct, json
from msgspec.structs import replace

from libs.events.access import Denied
from libs.events.decider import Refused

MEDIA_TYPE: Final = "application/problem+json"


class Problem(Struct, frozen=True, kw_only=True):
    """Why a request was not carried out. Nothing was appended, unless `code` is OUTCOME_UNKNOWN."""

    status: int
    code: str
    """UPPER_SNAKE, stable for ever."""
    message: str
    """For a person; never holds a value from the request."""
    field: str | None = None
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""
    early: bool = False
    """What has to come before it may be on its way; see `decider.Refused.early`."""

    @property
    def send_again(self) -> bool:
        """Whether the same command, unchanged and under its id, may be carried out later."""
        return self.early or self.status == HTTPStatus.SERVICE_UNAVAILABLE

    def body(self, trace_id: str | None = None) -> dict[str, Any]:
        """The members of the problem document, for JSON."""
        members: dict[str, Any] = {
            "type": f"urn:tigapilar:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self.message),
            "code": self.code,
            "message": str(self.message),
        }
        if self.field:
            members["field"] = self.field
        if self.send_again:
            members["sendAgain"] = True
        if trace_id:
            members["traceId"] = trace_id
        return members

    def said(self, say: Callable[[str], str]) -> "Problem":
        """The same problem, its message put into other words; see `wording.Wording.say`."""
        return replace(self, message=say(self.message))

    def json(self, trace_id: str | None = None) -> bytes:
        return json.encode(self.body(trace_id))


def of_refusal(refused: Refused) -> Problem:
    """The decider said no: the command contradicts how things are."""
    return Problem(status=409, code=refused.code, message=refused.message, field=refused.field, early=refused.early)


def of_denial(denied: Denied) -> Problem:
    """The caller may not."""
    retry = int(denied.headers["Retry-After"]) if "Retry-After" in denied.headers else None
    return Problem(status=denied.status, code=denied.code, message=denied.message, retry_after=retry)
