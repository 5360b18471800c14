"""Logs: structured lines on stderr, readable in a terminal, JSON elsewhere, never a secret."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "***"
_NOISY = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "discord",
    "httpcore",
    "httpx",
    "httpx2",
    "mcp",
    "openai",
    "slack_bolt",
    "slack_sdk",
    "telegram",
)
_SECRET_NAME = re.compile(r"(?i)(^|[_-])(token|key|secret|password|passwd|authorization|cookie)$")
_SECRET_TEXT = (
    (re.compile(r"(?i)(://)[^/\s:@]+:[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)([?&](?:api[_-]?key|key|token|signature|sig)=)[^&\s\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"\bbot\d{6,}:[\w-]{20,}"), f"bot{HIDDEN}"),
    (re.compile(r"\b(?:sk|xox[abprs]|xapp)-[\w-]{8,}"), HIDDEN),
)


class Redactor:
    """Takes the known secrets, and what looks like one, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # A very short "secret" (a test's key "x") would blank out half of every line.
        longest_first = sorted({s for s in secrets if len(s) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def known(self, text: str) -> str:
        """The text without the known secrets."""
        return text if self._known is None else self._known.sub(HIDDEN, text)

    def __call__(self, text: str) -> str:
        text = self.known(text)
        for pattern, shown in _SECRET_TEXT:
            text = pattern.sub(shown, text)
        return text


def configure_logging(
    secrets: Iterable[str] = (), *, level: int = logging.INFO, stream: TextIO | None = None
) -> None:
    """Send structlog's and the standard library's records to one place (default: stderr)."""
    out = stream if stream is not None else sys.stderr
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_secret_names,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        _RedactingFormatter(
            Redactor(secrets),
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _renderer(out),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for own_way in ("uvicorn", "uvicorn.access", "uvicorn.error"):  # uvicorn may have set them up
        logging.getLogger(own_way).handlers.clear()
        logging.getLogger(own_way).propagate = True
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record and takes the secrets out last, so that tracebacks are covered too."""

    def __init__(self, redact: Redactor, **more: Any) -> None:
        super().__init__(**more)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def _renderer(out: TextIO) -> Processor:
    if out.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def _hide_secret_names(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name in event:
        if isinstance(event[name], str) and _SECRET_NAME.search(name):
            event[name] = HIDDEN
    return event
