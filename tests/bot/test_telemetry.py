"""Logs are one line each and never hold a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.telemetry import Redactor, configure_logging


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(["s3cret-value"], stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_one_json_object_a_line_without_the_secret(log: io.StringIO) -> None:
    structlog.get_logger("bot").info("asked", url="http://me:pw@host/?key=abc", tokens=12)
    logging.getLogger("uvicorn").warning("Authorization: Bearer %s", "s3cret-value")
    first, second = map(json.loads, log.getvalue().splitlines())
    assert (first["event"], first["level"], first["tokens"]) == ("asked", "info", 12)
    assert first["url"] == "http://***@host/?key=***"
    assert second["event"] == "Authorization: Bearer ***"


def test_named_secrets_and_tracebacks(log: io.StringIO) -> None:
    try:
        raise RuntimeError("refused s3cret-value")
    except RuntimeError:
        structlog.get_logger("bot").exception("failed", api_key="anything")
    written = log.getvalue()
    assert "RuntimeError" in written
    assert "s3cret-value" not in written
    assert "anything" not in written


@pytest.mark.parametrize(
    "text",
    [
        "https://api.telegram.org/bot1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAA/getMe",
        "xoxb-123456789012-abcdef",
        "sk-proj-abcdefgh12345678",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    hidden = Redactor()(f"said {text}.")
    assert "***" in hidden
    assert text not in hidden
