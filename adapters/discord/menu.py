"""The app commands, as people see them in Discord, in their languages."""

from collections.abc import Container, Mapping
from typing import Any

import aiohttp
import discord
import structlog

from adapters.base import NotNow
from adapters.discord.incoming import ASK, FILE, TEXT
from adapters.discord.line import Line

Command = dict[str, Any]

_log = structlog.get_logger(__name__)
_DEFAULT = "en"
_LOCALES = {"zh": "zh-CN", "ja": "ja"}
_DESCRIPTION = 100
_STRING, _ATTACHMENT = 3, 11

_ASK = {"en": "Ask me something", "zh": "向我提问", "ja": "質問する"}
_TEXT = {"en": "What you want to say", "zh": "你想说的话", "ja": "伝えたいこと"}
_FILE = {"en": "A file to look at", "zh": "要看的文件", "ja": "見てほしいファイル"}
_NAMES = {
    "zh": {
        "ask": "提问",
        "start": "开始",
        "help": "帮助",
        "reset": "重置",
        "retry": "重试",
        "stop": "停止",
        "model": "模型",
        "agent": "智能体",
        "tools": "工具",
        "persona": "人设",
        "lang": "语言",
        "usage": "用量",
        "learn": "学习",
        "forget": "忘记",
        "remember": "记住",
        "memory": "记忆",
        "export": "导出",
        "erase": "清除",
        "consent": "同意",
        "bench": "评测",
        "rate": "评分",
        "pair": "配对",
        "approve": "批准",
    },
    "ja": {
        "ask": "質問",
        "start": "開始",
        "help": "ヘルプ",
        "reset": "リセット",
        "retry": "再試行",
        "stop": "停止",
        "model": "モデル",
        "agent": "エージェント",
        "tools": "ツール",
        "persona": "ペルソナ",
        "lang": "言語",
        "usage": "使用量",
        "learn": "学習",
        "forget": "忘れる",
        "remember": "覚える",
        "memory": "記憶",
        "export": "エクスポート",
        "erase": "消去",
        "consent": "同意",
        "bench": "ベンチ",
        "rate": "評価",
        "pair": "ペアリング",
        "approve": "承認",
    },
}


def menu(
    commands: Mapping[str, Mapping[str, str]], completed: Container[str] = ()
) -> list[Command]:
    """The commands as Discord takes them; ``commands``: language → word → description.

    What is typed after the ``completed`` ones is asked about as it is typed.
    """
    told = {word: _in_all(commands, word) for word in commands.get(_DEFAULT, {}) if word != ASK}
    text = _option(TEXT, _STRING, _TEXT)
    asking = _command(ASK, _ASK, [{**text, "required": True}, _option(FILE, _ATTACHMENT, _FILE)])
    typed = {word: [{**text, "autocomplete": True} if word in completed else text] for word in told}
    return [asking, *(_command(word, each, typed[word]) for word, each in told.items())]


async def register(line: Line, wanted: list[Command]) -> None:
    """Offer these commands, unless they are offered already; a bot works without."""
    try:
        path = f"/applications/{await line.application()}/commands"
        told = await line.request("GET", path, params={"with_localizations": "true"})
        if not is_offered(wanted, told):
            await line.request("PUT", path, json=wanted)
    except (discord.HTTPException, NotNow, OSError, aiohttp.ClientError) as failure:
        _log.warning("the app commands could not be set", error=str(failure))


def is_offered(wanted: list[Command], told: list[Command]) -> bool:
    """Whether Discord's list says the same as ours; it says more of each."""
    by_name = {str(each.get("name")): each for each in told}
    return len(told) == len(wanted) and all(
        each["name"] in by_name and _says(by_name[each["name"]], each) for each in wanted
    )


def _says(told: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(_says((told or {}).get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        told = told or []
        return len(told) == len(wanted) and all(map(_says, told, wanted))
    return bool(told == wanted) or (not told and not wanted)


def _command(word: str, texts: Mapping[str, str], options: list[Command]) -> Command:
    return {
        "type": 1,
        "name": word,
        "name_localizations": {
            locale: _NAMES[language][word]
            for language, locale in _LOCALES.items()
            if word in _NAMES[language]
        },
        **_described(texts),
        "options": options,
    }


def _option(name: str, kind: int, texts: Mapping[str, str]) -> Command:
    return {"type": kind, "name": name, **_described(texts), "required": False}


def _described(texts: Mapping[str, str]) -> Command:
    return {
        "description": texts[_DEFAULT][:_DESCRIPTION],
        "description_localizations": {
            locale: texts[language][:_DESCRIPTION]
            for language, locale in _LOCALES.items()
            if texts.get(language)
        },
    }


def _in_all(commands: Mapping[str, Mapping[str, str]], word: str) -> dict[str, str]:
    """The word's description in each language; Discord takes no empty one."""
    told = {language: menu[word] for language, menu in commands.items() if menu.get(word)}
    return {_DEFAULT: word, **told}
