"""Tests everything that is set, and says what to do about each failure."""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Literal
from urllib.parse import urlsplit

from agent.messages import UserMessage
from agent.model import Abilities, ChatModel, Guide, ModelError, Request
from bot.config import Settings, SettingsError, make_data_dir
from bot.database import state
from bot.models.gguf import UnusableModel
from bot.models.voice import model_file, open_voice
from bot.persona import persona
from bot.ports import is_free, our_own
from bot.terminal.display import Loading, plain
from bot.toolbox import installed_tools

Verdict = Literal["ok", "off", "fail"]

_LEAST_FREE = 200e6
_DIAL = 3.0
_LOAD, _LOOK = 120.0, 30.0
"""Seconds that a model may take to speak: one that is loaded here, one at a server."""
_QUESTION = Request(
    messages=[UserMessage(text="Answer with the one word: ready")],
    guide=Guide(grammar='root ::= "ready"'),
    max_tokens=256,
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found of one thing, and what to do where it fails."""

    name: str
    verdict: Verdict
    said: str
    advice: str = ""


Check = Callable[[Settings], Awaitable[Finding]]


def examine(settings: Settings, *, online: bool, as_json: bool) -> int:
    """Print what was found; 1 when something fails."""
    checks = [*_CHECKS, _weather] if online else _CHECKS
    findings = asyncio.run(_examine(settings, checks, tell=not as_json))
    failed = sum(finding.verdict == "fail" for finding in findings)
    if as_json:
        told = {"ok": not failed, "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{failed} to mend." if failed else "All is well.")
    return 1 if failed else 0


async def _examine(settings: Settings, checks: Sequence[Check], *, tell: bool) -> list[Finding]:
    findings = []
    for check in checks:
        finding = await check(settings)
        findings.append(finding)
        if tell:
            print(_line(finding), flush=True)
    return findings


def _line(finding: Finding) -> str:
    advice = f"\n      → {finding.advice}" if finding.advice else ""
    return plain(f"{finding.verdict:<5} {finding.name}: {finding.said}{advice}")


async def _python(settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return _ok("Python", f"{version} ({sys.executable})")


async def _data_folder(settings: Settings) -> Finding:
    name = "Data folder"
    try:
        folder = make_data_dir(settings)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except (SettingsError, OSError) as error:
        return _fail(name, str(error), "Make it writable, or set KAGENT_DATA_DIR to another.")
    if free < _LEAST_FREE:
        return _fail(name, f"{folder} has {free / 1e6:.0f} MB free", "Make room on that disk.")
    return _ok(name, f"{folder} ({free / 1e9:.1f} GB free)")


async def _database(settings: Settings) -> Finding:
    try:
        said = await state(settings)
    except (SettingsError, ValueError) as error:
        return _fail("Database", str(error), "Mend DATABASE_URL, or take it out to use SQLite.")
    return _ok("Database", said)


async def _profile(settings: Settings) -> Finding:
    try:
        who = persona(settings)
    except SettingsError as error:
        return _fail("Profile", str(error), "Mend the file that KAGENT_PROFILE names.")
    style = "" if who.planner == "auto" else f", style {who.planner}"
    return _ok("Profile", f"{who.name}{style}")


async def _tools(settings: Settings) -> Finding:
    try:
        names = ", ".join(tool.name for tool in installed_tools(settings).tools)
    except SettingsError as error:
        return _fail("Tools", str(error), "Mend KAGENT_TOOLS or the module that it names.")
    return _ok("Tools", names)


async def _model(settings: Settings) -> Finding:
    here = settings.embedded
    try:
        async with asyncio.timeout(_LOAD if here else _LOOK):
            return await _ask_model(settings)
    except TimeoutError:
        return _fail(
            "Model",
            f"no word within {_LOAD if here else _LOOK:g} s",
            "Is it too large for this machine?" if here else "Is that server overloaded, or stuck?",
        )
    except UnusableModel as error:
        return _fail("Model", str(error), "Choose another: kagentsys models list")
    except ModelError as error:
        return _fail(
            "Model",
            str(error),
            "Start that server, or mend OPENAI_BASE_URL, OPENAI_API_KEY and KAGENT_MODEL.",
        )


async def _ask_model(settings: Settings) -> Finding:
    loading = Loading(f"Loading {model_file(settings).name}")
    async with open_voice(settings, progress=loading) as voice:
        abilities = await voice.model.abilities()
        seconds = await _first_piece(voice.model)
        said = f"{voice.full_label}; {_told(abilities)}; first word {seconds:.1f} s"
        if voice.starter:
            return Finding(
                name="Model",
                verdict="ok",
                said=said,
                advice="It only knows how to use the built-in tools; plug in a real model by "
                "OPENAI_BASE_URL or kagentsys models use FILE.gguf",
            )
        return _ok("Model", said)


async def _first_piece(model: ChatModel) -> float:
    """Seconds until the first word, having heard the answer to its end."""
    started, seconds = monotonic(), 0.0
    async with aclosing(model.stream(_QUESTION)) as parts:
        async for _ in parts:
            seconds = seconds or monotonic() - started
    return seconds


def _told(abilities: Abilities) -> str:
    can = {
        "tool calls": abilities.tool_calls,
        "JSON schema": abilities.json_schema,
        "grammar": abilities.grammar,
    }
    listed = ", ".join(name for name, there in can.items() if there) or "plain text only"
    return f"window {abilities.window:,} tokens, {listed}"


async def _port(settings: Settings) -> Finding:
    host, port = settings.http_host, settings.http_port
    if is_free(host, port):
        return _ok("Port", f"{host}:{port} is free")
    if await our_own(host, port):
        return _ok("Port", f"KAgentSys serves at {host}:{port}")
    return _fail(
        "Port",
        f"{host}:{port} can't be listened on: another program is there, or it is not ours",
        "Choose another: KAGENT_HTTP_PORT=8090",
    )


async def _clock(settings: Settings) -> Finding:
    now = settings.now()
    said = f"{now:%Y-%m-%d %H:%M} {now.tzname()}"
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        return _fail("Clock", f"it says {said}", "Set this machine's clock.")
    return _ok("Clock", f"{said} (another time zone: KAGENT_TIMEZONE=Asia/Shanghai)")


async def _proxy(settings: Settings) -> Finding:
    if settings.proxy is None:
        return Finding(name="Proxy", verdict="off", said="none is set")
    address = urlsplit(settings.proxy)
    host, port = address.hostname or "", address.port or 80
    try:
        async with asyncio.timeout(_DIAL):
            _, writer = await asyncio.open_connection(host, port)
    except (TimeoutError, OSError):
        return _fail("Proxy", f"{host}:{port} can't be reached", "Mend https_proxy or http_proxy.")
    writer.close()
    return _ok("Proxy", f"{host}:{port} can be reached")


async def _weather(settings: Settings) -> Finding:
    from tools.base import ToolError

    try:
        tool = installed_tools(settings).find("get_weather_info")
        today = f"{settings.now():%Y-%m-%d}"
        asked = {"location": "Beijing", "start_date": today, "end_date": today}
        await tool.run(tool.parse(asked | {"is_current": "yes"}))
    except (ToolError, SettingsError) as error:
        return _fail("Weather", str(error), "Is the internet there? Is WEATHER_API_KEY right?")
    return _ok("Weather", "the service answers")


def _ok(name: str, said: str) -> Finding:
    return Finding(name=name, verdict="ok", said=said)


def _fail(name: str, said: str, advice: str) -> Finding:
    return Finding(name=name, verdict="fail", said=said, advice=advice)


_CHECKS: tuple[Check, ...] = (
    _python,
    _data_folder,
    _database,
    _profile,
    _tools,
    _model,
    _port,
    _clock,
    _proxy,
)
