"""Where a follower stands in the log of a service: opaque text that stays good when the read model is built anew."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from graphql import GraphQLError

from libs.events.wording import Sentence

LARGEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """Everything up to `position` has been told."""

    position: int
    service: str | None = None
    """None where only a position is known, such as that of an answer to a query."""
    log: UUID | None = None

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Of base64 `service:log:position`, as `topic.cursor_of` writes it, or of a plain position. Raises GraphQLError."""
        try:
            if text.isascii() and text.isdecimal():
                return cls(_position(text))
            service, log, position = b64decode(text, validate=True).decode("ascii").split(":")
            return cls(_position(position), service, UUID(log) if log else None)
        except (ValueError, binascii.Error):
            raise GraphQLError(Sentence("This cursor was not given out here."), extensions={"code": "CURSOR_INVALID"}) from None

    def check(self, service: str, log: UUID | None) -> None:
        """Raises GraphQLError where it stands in another log than this one."""
        if self.service is None:
            return
        if self.service != service:
            message = Sentence("This cursor is not of the log of {service}.", service=service)
            raise GraphQLError(message, extensions={"code": "CURSOR_INVALID"})
        if differ(self.log, log):
            raise another_log()


def differ(one: UUID | None, other: UUID | None) -> bool:
    """Whether two logs are known to be different ones: a read model that is still empty knows none."""
    return one is not None and other is not None and one != other


def another_log() -> GraphQLError:
    """The log is not the one the follower knew: what it has been told may never have happened in this one."""
    return GraphQLError(
        Sentence("The log was replaced by another: read what there is, then follow without `after`."),
        extensions={"code": "LOG_REPLACED"},
    )


def ahead(position: int) -> GraphQLError:
    """The cursor stands where nothing is shown yet."""
    return GraphQLError(
        Sentence("Nothing is shown here up to this cursor yet: try again, or follow without `after`."),
        extensions={"code": "CURSOR_AHEAD", "position": position},
    )


def _position(text: str) -> int:
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    if not 0 <= found <= LARGEST:
        raise ValueError(text)
    return found
