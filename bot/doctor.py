"""Tests everything that is set, and says what to do about each failure."""

import asyncio
import json
import shutil
import stat
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlsplit

from agent.messages import UserMessage
from agent.model import Abilities, ChatModel, Guide, ModelError, Request
from bot.config import ENV_FILE, Settings, SettingsError, make_data_dir
from bot.database import state
from bot.files.examining import voice
from bot.findings import Finding, fail, off, well
from bot.knowledge.examining import embeddings
from bot.mcp_examining import mcp
from bot.models.gguf import UnusableModel
from bot.models.voice import model_file, open_voice
from bot.persona import persona
from bot.platforms import discord, examining, slack, telegram
from bot.platforms.asking import asking
from bot.ports import is_free, our_own
from bot.terminal.display import Loading, plain
from bot.toolbox import installed_tools

_LEAST_FREE = 200e6
_MOST_SKEW = 120.0
_DIAL = 3.0
_LOAD, _LOOK = 120.0, 30.0
"""Seconds that a model may take to speak: one that is loaded here, one at a server."""
_QUESTION = Request(
    messages=[UserMessage(text="Answer with the one word: ready")],
    guide=Guide(grammar='root ::= "ready"'),
    max_tokens=256,
)


Check = Callable[[Settings], Awaitable[Finding | list[Finding]]]


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
    findings: list[Finding] = []
    for check in checks:
        found = await check(settings)
        for finding in found if isinstance(found, list) else [found]:
            findings.append(finding)
            if tell:
                print(_line(finding), flush=True)
    return findings


def _line(finding: Finding) -> str:
    advice = f"\n      → {finding.advice}" if finding.advice else ""
    return plain(f"{finding.verdict:<5} {finding.name}: {finding.said}{advice}")


async def _python(settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return well("Python", f"{version} ({sys.executable})")


async def _data_folder(settings: Settings) -> Finding:
    name = "Data folder"
    try:
        folder = make_data_dir(settings)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except (SettingsError, OSError) as error:
        return fail(name, str(error), "Make it writable, or set KAGENT_DATA_DIR to another.")
    if free < _LEAST_FREE:
        return fail(name, f"{folder} has {free / 1e6:.0f} MB free", "Make room on that disk.")
    said = f"{folder} ({free / 1e9:.1f} GB free)"
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH:
        return fail(name, f"{said}: everyone can write there", f"chmod 700 {folder}")
    if mode & (stat.S_IROTH | stat.S_IXOTH):
        return well(name, said, f"Others on this machine can look in: chmod 700 {folder}")
    return well(name, said)


async def _env_file(settings: Settings) -> Finding:
    name, file = "Settings file", ENV_FILE.absolute()
    if not file.exists():
        return off(name, f"there is no {file}")
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return well(name, str(file), f"Others on this machine can read it: chmod 600 {file}")
    return well(name, str(file))


async def _database(settings: Settings) -> Finding:
    try:
        said = await state(settings)
    except (SettingsError, ValueError) as error:
        return fail("Database", str(error), "Mend DATABASE_URL, or take it out to use SQLite.")
    return well("Database", said)


async def _profile(settings: Settings) -> Finding:
    try:
        who = persona(settings)
    except SettingsError as error:
        return fail("Profile", str(error), "Mend the file that KAGENT_PROFILE names.")
    style = "" if who.planner == "auto" else f", style {who.planner}"
    return well("Profile", f"{who.name}{style}")


async def _tools(settings: Settings) -> Finding:
    try:
        names = ", ".join(tool.name for tool in installed_tools(settings).tools)
    except SettingsError as error:
        return fail("Tools", str(error), "Mend KAGENT_TOOLS or the module that it names.")
    return well("Tools", names)


async def _model(settings: Settings) -> Finding:
    here = settings.embedded
    try:
        async with asyncio.timeout(_LOAD if here else _LOOK):
            return await _ask_model(settings)
    except TimeoutError:
        return fail(
            "Model",
            f"no word within {_LOAD if here else _LOOK:g} s",
            "Is it too large for this machine?" if here else "Is that server overloaded, or stuck?",
        )
    except UnusableModel as error:
        return fail("Model", str(error), "Choose another: kagentsys models list")
    except ModelError as error:
        return fail(
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
            return well(
                "Model",
                said,
                "It only knows how to use the built-in tools; plug in a real model by "
                "OPENAI_BASE_URL or kagentsys models use FILE.gguf",
            )
        return well("Model", said)


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


async def people(settings: Settings) -> Finding:
    """Who may talk, by the settings."""
    if not (settings.telegram_token or settings.slack_bot_token or settings.discord_token):
        return off("People", "no platform is set")
    said = f"{len(settings.owners)} owners, {len(settings.allow)} others named by KAGENT_ALLOW"
    if everybody := ", ".join(each for each in settings.allow if each.endswith(":*")):
        return well("People", said, f"{everybody} lets everybody there in.")
    if not settings.owners:
        return well("People", said, "Name yourself, so that you can let others in: KAGENT_OWNERS=…")
    return well("People", said)


async def _port(settings: Settings) -> Finding:
    host, port = settings.http_host, settings.http_port
    if is_free(host, port):
        return well("Port", f"{host}:{port} is free")
    if await our_own(host, port):
        return well("Port", f"KAgentSys serves at {host}:{port}")
    return fail(
        "Port",
        f"{host}:{port} can't be listened on: another program is there, or it is not ours",
        "Choose another: KAGENT_HTTP_PORT=8090",
    )


async def _public(settings: Settings) -> Finding:
    name, url = "Public address", settings.public_url
    if url is None:
        return off(name, "links lead to where the service listens: KAGENT_PUBLIC_URL")
    if url.lower().startswith("http://"):
        return well(name, url, "Whoever listens on the way can read along: use https://.")
    return well(name, url)


async def _clock(settings: Settings) -> Finding:
    now = settings.now()
    said = f"{now:%Y-%m-%d %H:%M} {now.tzname()}"
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        return fail("Clock", f"it says {said}", "Set this machine's clock.")
    if (skew := await _skew(settings)) > _MOST_SKEW:
        return fail(
            "Clock",
            f"it says {said} and is {skew:.0f} s off",
            "Set this machine's clock, best by NTP: Slack takes no answers from another time.",
        )
    return well("Clock", f"{said} (another time zone: KAGENT_TIMEZONE=Asia/Shanghai)")


async def _skew(settings: Settings) -> float:
    """Seconds by which this clock is off, by that of a server that is used anyway."""
    servers = (
        (settings.slack_bot_token, settings.slack_base_url or slack.HOME),
        (settings.telegram_token, settings.telegram_base_url or telegram.HOME),
        (settings.discord_token, settings.discord_base_url or discord.HOME),
        (settings.base_url, settings.base_url or ""),
    )
    for used, address in servers:
        if used and (told := await asking(settings).time_at(address)) is not None:
            return abs((settings.now() - told).total_seconds())
    return 0.0


async def _proxy(settings: Settings) -> Finding:
    if settings.proxy is None:
        return off("Proxy", "none is set")
    address = urlsplit(settings.proxy)
    host, port = address.hostname or "", address.port or 80
    try:
        async with asyncio.timeout(_DIAL):
            _, writer = await asyncio.open_connection(host, port)
    except (TimeoutError, OSError):
        return fail("Proxy", f"{host}:{port} can't be reached", "Mend https_proxy or http_proxy.")
    writer.close()
    return well("Proxy", f"{host}:{port} can be reached")


async def _weather(settings: Settings) -> Finding:
    from tools.base import ToolError

    try:
        tool = installed_tools(settings).find("get_weather_info")
        today = f"{settings.now():%Y-%m-%d}"
        asked = {"location": "Beijing", "start_date": today, "end_date": today}
        await tool.run(tool.parse(asked | {"is_current": "yes"}))
    except (ToolError, SettingsError) as error:
        return fail("Weather", str(error), "Is the internet there? Is WEATHER_API_KEY right?")
    return well("Weather", "the service answers")


_CHECKS: tuple[Check, ...] = (
    _python,
    _env_file,
    _data_folder,
    _database,
    _profile,
    _tools,
    mcp,
    _model,
    embeddings,
    voice,
    examining.telegram,
    examining.slack,
    examining.discord,
    people,
    _port,
    _public,
    _clock,
    _proxy,
)
