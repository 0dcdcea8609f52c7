"""Log, stream and tables agree event for event after every kind of violence, many times over."""

from tests.chaos.bus import chaos


def test_log_stream_and_tables_agree_after_45_kills() -> None:
    chaos(45)
