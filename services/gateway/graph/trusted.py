"""Trusted documents: those of a manifest that was there when the process started, found by the SHA-256 of their text."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from graphql import GraphQLError, GraphQLSchema
from msgspec import DecodeError, Meta, Struct, json

from libs.events.settings import Misconfigured
from services.gateway.graph.document_ids import id_of
from services.gateway.graph.documents import Document

OWN: Final = Path(__file__).parents[1] / "persisted-query-manifest.json"
"""The project's own documents; `graph.manifest` writes it."""
FORMAT: Final = "apollo-persisted-query-manifest"


class Entry(Struct, frozen=True, kw_only=True):
    """One document: exactly one operation and the fragments it needs."""

    id: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    """The SHA-256 of `body`."""
    name: str
    """That of the operation."""
    type: Literal["query", "mutation", "subscription"]
    body: str
    public: bool = False
    """An addition to the format: anybody may run it, whoever they are."""


class Manifest(Struct, frozen=True, kw_only=True):
    """As `generate-persisted-query-manifest` writes it."""

    operations: tuple[Entry, ...]
    format: Literal["apollo-persisted-query-manifest"] = FORMAT
    version: Literal[1] = 1


class TrustedDocuments:
    """Valid documents by id; never added to while the process runs."""

    def __init__(self, documents: Mapping[str, Document] | None = None) -> None:
        self._documents = dict(documents or {})

    def __len__(self) -> int:
        return len(self._documents)

    def find(self, id_: str) -> Document | None:
        """The document of that id: `trusted`, and `public` where its entry says so."""
        return self._documents.get(id_)


def trusted_documents(schema: GraphQLSchema, path: Path) -> TrustedDocuments:
    """The documents of a manifest. Raises Misconfigured, in one sentence, for one that is not whole and valid."""
    try:
        manifest = json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise Misconfigured(f"the manifest of trusted documents cannot be read: {error}") from None
    except (DecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path.name} is no manifest of trusted documents: {error}") from None
    return TrustedDocuments({entry.id: _document(schema, entry) for entry in _distinct(manifest.operations)})


def own_document(schema: GraphQLSchema, name: str) -> Document:
    """One of the project's own, whatever manifest the gateway was given. Raises Misconfigured."""
    manifest = json.decode(OWN.read_bytes(), type=Manifest)
    return _document(schema, next(entry for entry in manifest.operations if entry.name == name))


def not_found() -> GraphQLError:
    """The answer to an unknown id, in the words that clients look for before they send the document itself."""
    return GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})


def _distinct(entries: Iterable[Entry]) -> Iterable[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise _unfit(entry, "stands in the manifest twice")
        seen.add(entry.id)
        yield entry


def _document(schema: GraphQLSchema, entry: Entry) -> Document:
    if id_of(entry.body) != entry.id:
        raise _unfit(entry, "has an id that is not the SHA-256 of its body")
    document = Document(schema, entry.body)
    if document.errors:
        raise _unfit(entry, f"is not valid: {' '.join(document.errors[0].message.split())}")
    kinds = {name: operation.operation.value for name, operation in document.operations.items()}
    if kinds != {entry.name: entry.type}:
        raise _unfit(entry, f"does not hold the {entry.type} {entry.name} and no other operation")
    document.trusted, document.public = True, entry.public
    return document


def _unfit(entry: Entry, reason: str) -> Misconfigured:
    return Misconfigured(f"the trusted document {entry.name} {reason}")
