"""How long a forum (*FKPM*) may serve before it is renewed: so long that a longer term is a mistyped year. Decision 0099."""

from typing import Final

from libs.events.decider import Refused
from libs.events.wording import Sentence
from services.villages.forum_state import Term


def refuse_term(term: Term, days_max: int) -> Refused | None:
    """`days_max`: how many days a term lasts at most, its first one counted and the day of its end not."""
    if term.ends_on <= term.starts_on:
        return Refused(
            "ENDS_BEFORE_START", Sentence("The term begins on {day}: it cannot end before that.", day=term.starts_on), "ends_on"
        )
    if (term.ends_on - term.starts_on).days > days_max:
        return Refused("TERM_TOO_LONG", Sentence("A term lasts {days} days at most: look at the year.", days=days_max), "ends_on")
    return None


INDONESIAN: Final = {
    "A term lasts {days} days at most: look at the year.": "Masa bakti paling lama {days} hari: periksa tahunnya.",
    "The term begins on {day}: it cannot end before that.": "Masa bakti mulai pada {day}: tidak mungkin berakhir sebelum itu.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
