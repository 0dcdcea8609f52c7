"""What a refusal tells people, in both languages."""

from typing import Any

from libs.events.decider import Decider, Refused
from libs.events.wording import Sentence


def said(decider: Decider[Any, Any, Any, Any], decision: object) -> tuple[str, str, str | None, str]:
    """Code, English sentence, field and Indonesian sentence. Raises AssertionError where nothing was refused."""
    assert isinstance(decision, Refused), decision
    message = decision.message
    template, values = (message.template, message.values) if isinstance(message, Sentence) else (message, {})
    return decision.code, str(message), decision.field, decider.indonesian[template].format(**values)
