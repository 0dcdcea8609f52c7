"""Who may see a record (*klasifikasi*): lowered by two persons, raised by one, and raised anew by whatever is written since.

Decision 0083.
"""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.sensitive_issue import (
    AgreeToLowerClassification,
    ClassificationLowered,
    ClassificationRaised,
    LowerClassificationProposed,
    ProposeLowerClassification,
    RaiseClassification,
    RaisedBecause,
    RecordClassification,
)
from libs.events.decider import Decision, Refused

ClassificationCommand: TypeAlias = ProposeLowerClassification | AgreeToLowerClassification | RaiseClassification
ClassificationEvent: TypeAlias = LowerClassificationProposed | ClassificationLowered | ClassificationRaised


class Classified(Struct, frozen=True, kw_only=True):
    """How a record is classified, and what is proposed to lower that."""

    classification: RecordClassification = RecordClassification.RESTRICTED
    proposed: LowerClassificationProposed | None = None
    """What waits for a second person."""


def decide(was: Classified, command: ClassificationCommand, person: UUID | None) -> Decision:
    """`person` is whoever gives the command: the subject of the token, whatever role or unit that names."""
    match command:
        case ProposeLowerClassification():
            return _propose(was, command, person)
        case AgreeToLowerClassification():
            return _agree(was, command, person)
        case RaiseClassification():
            return _raised(was, RaisedBecause.BY_HAND)
        case _:
            assert_never(command)


def anew(was: Classified) -> list[ClassificationRaised]:
    """What follows where something is written: nobody who agreed, or is to agree, has read it."""
    return _raised(was, RaisedBecause.NEW_TEXT)


def _raised(was: Classified, because: RaisedBecause) -> list[ClassificationRaised]:
    if was == Classified():
        return []
    return [ClassificationRaised(classified=RecordClassification.RESTRICTED, because=because)]


def _propose(was: Classified, command: ProposeLowerClassification, person: UUID | None) -> Decision:
    if was.classification is RecordClassification.INTERNAL:
        return []
    if person is None:
        return _nobody()
    if was.proposed is not None and (was.proposed.person_id, was.proposed.proposal_id) == (person, command.proposal_id):
        return []
    if was.proposed is not None:
        return Refused(
            "LOWERING_PROPOSED", "Somebody has proposed that already: agree to it, or turn it down.", "sensitive_issue_id"
        )
    proposed = LowerClassificationProposed(
        proposal_id=command.proposal_id,
        classification_wanted=RecordClassification.INTERNAL,
        reason=command.reason,
        person_id=person,
    )
    return [proposed]


def _agree(was: Classified, command: AgreeToLowerClassification, person: UUID | None) -> Decision:
    if was.classification is RecordClassification.INTERNAL:
        return []
    if was.proposed is None:
        return Refused("NOTHING_PROPOSED", "Nobody has proposed to lower it.", "sensitive_issue_id", early=True)
    if was.proposed.proposal_id != command.proposal_id:
        message = "Another proposal stands now: read that, and agree to it or turn it down."
        return Refused("OTHER_PROPOSAL", message, "proposal_id")
    if person is None:
        return _nobody()
    if was.proposed.person_id == person:
        message = "Whoever proposed to lower a classification does not agree to it: a second person must."
        return Refused("SECOND_PERSON_REQUIRED", message, "sensitive_issue_id")
    lowered = ClassificationLowered(
        classified=RecordClassification.INTERNAL, proposed_by=was.proposed.person_id, agreed_by=person
    )
    return [lowered]


def _nobody() -> Refused:
    message = "It takes two persons to lower a classification: the token of an office names none."
    return Refused("PERSON_REQUIRED", message, "sensitive_issue_id")


def after(was: Classified, event: ClassificationEvent) -> Classified:
    """The classification once this has happened."""
    match event:
        case LowerClassificationProposed():
            return replace(was, proposed=event)
        case ClassificationLowered() | ClassificationRaised():
            return Classified(classification=event.classified)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "Another proposal stands now: read that, and agree to it or turn it down.": (
        "Kini ada usulan lain: bacalah usulan itu, lalu setujui atau tolak."
    ),
    "It takes two persons to lower a classification: the token of an office names none.": (
        "Penurunan klasifikasi memerlukan dua orang: token jabatan tidak menyebut orangnya."
    ),
    "Nobody has proposed to lower it.": "Belum ada yang mengusulkan penurunan.",
    "Somebody has proposed that already: agree to it, or turn it down.": "Sudah ada yang mengusulkannya: setujui atau tolak.",
    "Whoever proposed to lower a classification does not agree to it: a second person must.": (
        "Pengusul penurunan klasifikasi tidak menyetujuinya sendiri: harus orang kedua."
    ),
}
"""What is refused here, said to people who read Indonesian."""
