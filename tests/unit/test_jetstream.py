"""Header blocks of NATS messages are read as they are meant, whether events, heartbeats or refusals."""

import pytest
from nats.aio.client import Client as NatsClient

from libs.events.jetstream import Client, parse_headers


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (b"NATS/1.0\r\n\r\n", {}),
        (b"NATS/1.0 503\r\n\r\n", {"Status": "503"}),
        (b"NATS/1.0 404 No Messages\r\n\r\n", {"Status": "404", "Description": "No Messages"}),
        (
            b"NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 12\r\nNats-Pending-Bytes: 0\r\n\r\n",
            {"Status": "408", "Description": "Request Timeout", "Nats-Pending-Messages": "12", "Nats-Pending-Bytes": "0"},
        ),
        (b"NATS/1.0 503\r\nNats-Subject: ev.a.b\r\n\r\n", {"Status": "503", "Nats-Subject": "ev.a.b"}),
        (
            b'NATS/1.0\r\nce-id: 7\r\nce-meta: {"a":"b: c"}\r\nempty:\r\n\r\n',
            {"ce-id": "7", "ce-meta": '{"a":"b: c"}', "empty": ""},
        ),
        (b"NATS/1.0\r\nname:no space\r\n\r\n", {"name": "no space"}),
        (b"NATS/1.0\r\nbad: \xff\r\ngood: \xc3\xa9\r\n\r\n", {"bad": "\ufffd", "good": "é"}),
    ],
)
async def test_a_header_block_is_read(raw: bytes, headers: dict[str, str]) -> None:
    assert parse_headers(raw) == headers
    assert await Client()._process_headers(raw) == (headers or None)


async def test_nats_py_still_asks_for_headers_where_ours_are_read() -> None:
    assert "_process_headers" in vars(NatsClient)
    assert await Client()._process_headers(None) is None
