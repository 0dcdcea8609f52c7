"""Which trusted document a request names: by `documentId` (GraphQL over HTTP) or by `extensions.persistedQuery` (Apollo)."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

PREFIX: Final = "sha256:"
_HEX: Final = re.compile(r"[0-9a-f]{64}")


def id_of(text: str) -> str:
    """The id of a document: the SHA-256 of its text, in lower-case hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def named(members: Mapping[str, Any]) -> str | None:
    """The id that the members of a request give, None where they give none. Raises ValueError with the reason it is refused.

    An id of any other kind than SHA-256 is returned as it stands: it is simply not known.
    """
    found = {id_ for id_ in (_document_id(members.get("documentId")), _apollo(members.get("extensions"))) if id_ is not None}
    if len(found) > 1:
        raise ValueError("`documentId` and `extensions.persistedQuery` name two documents.")
    if not found:
        return None
    (id_,) = found
    query = members.get("query")
    if isinstance(query, str) and id_of(query) != id_:
        raise ValueError("The document's id is not the SHA-256 of `query`.")
    return id_


def _document_id(given: Any) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not given:
        raise ValueError("`documentId` must be a string.")
    return given.removeprefix(PREFIX)


def _apollo(extensions: Any) -> str | None:
    given = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if given is None:
        return None
    if not isinstance(given, dict) or given.get("version") != 1:
        raise ValueError("`extensions.persistedQuery` must be of version 1.")
    hash_ = given.get("sha256Hash")
    if not isinstance(hash_, str) or not _HEX.fullmatch(hash_):
        raise ValueError("`extensions.persistedQuery.sha256Hash` must be 64 lower-case hexadecimal digits.")
    return hash_
