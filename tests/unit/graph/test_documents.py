"""What is kept of documents and plans is bounded by number and by weight."""

import pytest

from services.gateway.graph.documents import Lru


def test_the_least_recently_used_goes_first() -> None:
    kept: Lru[str] = Lru(2, 100, len)
    for key in ("a", "b", "a", "c"):
        assert kept.get(key, lambda key=key: key) == key  # type: ignore[misc]
    assert kept.get("a", lambda: "anew") == "a"
    assert kept.get("b", lambda: "anew") == "anew"


def test_heavy_values_leave_less_room_for_others() -> None:
    kept: Lru[str] = Lru(100, 10, len)
    for number in range(50):
        kept.get(number, lambda: "four")
        assert len(kept) <= 2
    kept.get("huge", lambda: "x" * 1000)
    assert len(kept) == 1, "what is in use is kept whatever it weighs"
    kept.get("a", lambda: "four")
    kept.get("b", lambda: "four")
    assert len(kept) == 2, "what has gone weighs nothing any more"


def test_what_could_not_be_made_is_not_kept() -> None:
    kept: Lru[float] = Lru(2, 10, lambda _: 1)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert len(kept) == 0
    assert kept.get("a", lambda: 1.5) == 1.5
