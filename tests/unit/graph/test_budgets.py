"""A client that has spent what it may is told how long to wait; others are not made to wait for it."""

from datetime import UTC, datetime

import pytest

from libs.events.access import ANONYMOUS, Actor
from libs.events.message import Role
from services.gateway.graph.budgets import Budgets, Throttled, client_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(budgets: Budgets, client: str, units: int) -> int:
    with pytest.raises(Throttled) as error:
        budgets.spend(client, units)
    assert error.value.extensions == {"code": "RATE_LIMITED", "limit": budgets.rate, "retryAfter": error.value.wait}
    return error.value.wait


def test_a_bucket_is_emptied_at_once_and_filled_over_time() -> None:
    clock = Clock()
    budgets = Budgets(10, 100, clock=clock)
    budgets.spend("a", 60)
    budgets.spend("a", 40)
    assert refused(budgets, "a", 25) == 3
    budgets.spend("b", 100)
    clock.now += 2.4
    assert refused(budgets, "a", 25) == 1, "what is refused takes nothing"
    clock.now += 0.1
    budgets.spend("a", 25)
    clock.now += 3600
    budgets.spend("a", 100)
    assert refused(budgets, "a", 1) == 1, "a bucket holds no more than its size"


def test_more_than_a_bucket_holds_takes_a_full_one_and_leaves_a_debt() -> None:
    clock = Clock()
    budgets = Budgets(10, 100, clock=clock)
    budgets.spend("a", 300)
    assert refused(budgets, "a", 300) == 30
    clock.now += 29.9
    assert refused(budgets, "a", 300) == 1
    clock.now += 0.1
    budgets.spend("a", 300)


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    budgets = Budgets(1, 10, clients=3, clock=Clock())
    for client in ("a", "b", "c"):
        budgets.spend(client, 10)
    refused(budgets, "a", 1)
    for number in range(100):
        budgets.spend(f"new {number}", 10)
        refused(budgets, "a", 1)
        assert len(budgets) == 3
    budgets.spend("b", 10)


def test_without_a_rate_nobody_is_counted() -> None:
    budgets = Budgets(0, 1)
    for _ in range(10):
        budgets.spend("a", 10**9)
    assert len(budgets) == 0


def test_a_client_is_the_subject_of_its_token_or_the_site_it_calls_from() -> None:
    made = Actor(subject="contoh", role=Role.OFFICER, expires=datetime.now(UTC))
    assert client_of(made, ("192.0.2.1", 5)) == client_of(made, ("192.0.2.2", 6)) == "contoh"
    assert client_of(ANONYMOUS, ("192.0.2.1", 5)) == client_of(ANONYMOUS, ("::ffff:192.0.2.1", 6))
    assert client_of(ANONYMOUS, ("192.0.2.1", 5)) != client_of(ANONYMOUS, ("192.0.2.2", 5))
    assert client_of(ANONYMOUS, ("2001:db8::1", 5)) == client_of(ANONYMOUS, ("2001:db8::ffff:2", 5))
    assert client_of(ANONYMOUS, ("2001:db8::1", 5)) != client_of(ANONYMOUS, ("2001:db8:0:1::1", 5))
    assert client_of(ANONYMOUS, None) != client_of(ANONYMOUS, ("a pipe", 0))
    impostor = Actor(subject="anonymous", role=Role.OFFICER)
    assert client_of(impostor, None) != client_of(ANONYMOUS, None)
