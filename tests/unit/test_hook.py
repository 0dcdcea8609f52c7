"""A notice is signed, goes where the configuration says and nowhere else, and counts as taken by a 2xx alone."""

from uuid import UUID, uuid4

import httpx
import pytest

from libs.events.hook import Hook, signature
from libs.events.settings import Misconfigured, VillagesSettings
from libs.events.timers import Again, Moot

UNIT, DELIVERY = uuid4(), uuid4()
BODY = b'{"severity":"RED"}'


def hook(answer: int | Exception, seen: list[httpx.Request], **urls: str) -> Hook:
    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer, headers={"location": "http://elsewhere.test/"})

    own = {UNIT: urls["own"]} if "own" in urls else {}
    return Hook(own, urls.get("default"), "rahasia", clock=lambda: 1_700_000_000.9, transport=httpx.MockTransport(respond))


async def test_it_carries_an_id_the_moment_and_a_signature_over_moment_and_body() -> None:
    seen: list[httpx.Request] = []
    await hook(204, seen, default="http://notifier.test/warnings").post(UNIT, DELIVERY, BODY)
    (request,) = seen
    assert (request.method, str(request.url), request.content) == ("POST", "http://notifier.test/warnings", BODY)
    assert request.headers["tiga-pilar-delivery"] == str(DELIVERY)
    assert request.headers["tiga-pilar-timestamp"] == "1700000000"
    # echo -n '1700000000.{"severity":"RED"}' | openssl dgst -sha256 -hmac rahasia
    signed = signature(b"rahasia", "1700000000", BODY)
    assert request.headers["tiga-pilar-signature"] == f"v1={signed}"
    assert signed != signature(b"rahasia", "1700000001", BODY) != signature(b"lain", "1700000001", BODY)


async def test_a_unit_of_its_own_address_is_told_there_and_one_without_any_not_at_all() -> None:
    seen: list[httpx.Request] = []
    both = hook(200, seen, default="http://all.test/", own="https://own.test/x")
    await both.post(UNIT, DELIVERY, BODY)
    await both.post(uuid4(), DELIVERY, BODY)
    assert [str(request.url) for request in seen] == ["https://own.test/x", "http://all.test/"]
    with pytest.raises(Moot):
        await hook(200, seen).post(UNIT, DELIVERY, BODY)


@pytest.mark.parametrize("answer", [301, 307, 400, 404, 500, 503, httpx.ConnectTimeout("x"), httpx.ReadError("x")])
async def test_everything_but_a_2xx_is_to_be_sent_again_and_no_redirect_is_followed(answer: int | Exception) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Again):
        await hook(answer, seen, default="http://notifier.test/").post(UNIT, DELIVERY, BODY)
    assert len(seen) == 1


def settings(**given: str) -> VillagesSettings:
    plain = dict.fromkeys(("token_issuer", "token_audience", "jwks_url", "database_url", "vault_database_url", "nats_url"), "x")
    return VillagesSettings(**{"port": 1, "vault_master_key": "x", **plain, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"notify_url": "ftp://notifier.test/", "notify_secret": "s"},
        {"notify_url": "http://user:pass@notifier.test/", "notify_secret": "s"},
        {"notify_url": "notifier.test", "notify_secret": "s"},
        {"notify_urls": "polsek=http://notifier.test/", "notify_secret": "s"},
        {"notify_urls": f"{UNIT}=file:///etc/passwd", "notify_secret": "s"},
        {"notify_url": "http://notifier.test/"},
    ],
)
def test_what_is_no_address_or_lacks_the_secret_is_refused_at_the_start(given: dict[str, str]) -> None:
    with pytest.raises(Misconfigured):
        Hook.of(settings(**given))


def test_nothing_need_be_configured() -> None:
    Hook.of(settings())
    other = UUID(int=1)
    Hook.of(settings(notify_urls=f"{UNIT}=http://a.test/ {other}=https://b.test/x", notify_secret="s"))
