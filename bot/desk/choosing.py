"""The commands that choose how a conversation is answered: model, style, tools, who, language."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, get_args

from agent.history import ConversationStore
from agent.profile import Language, PlannerName, Profile
from bot.desk.commands import Asked, Command, did_you_mean
from bot.desk.inert import code, inert
from bot.desk.offering import Choices
from bot.turns.answering import names_of
from bot.words import language_of_locale, words
from bot.words.wording import Styles
from tools.base import Toolbox, ToolError

_LISTED = 30
_LONGEST_NAME, _LONGEST_ABOUT = 100, 8000
"""Characters, as in a profile file."""

_SHOWN = 1500
_DEFAULT = ("default", "默认", "既定")
_OFF = ("off", "none", "no", "notool", "关", "オフ")
_ON = ("on", "all", "auto", "yes", "开", "オン")
_NAME = ("name", "名字", "名前")
_STYLES: tuple[PlannerName, ...] = get_args(PlannerName)
_LANGUAGE: dict[str, Language] = {
    "english": "en", "英语": "en", "英語": "en",
    "chinese": "zh", "中文": "zh", "汉语": "zh", "中国語": "zh",
    "japanese": "ja", "日本語": "ja", "日语": "ja", "日文": "ja",
}  # fmt: skip


class Models(Protocol):
    """What may be chosen from; see `bot.models.choice.Models`."""

    @property
    def usual(self) -> str: ...

    async def names(self) -> tuple[str, ...]: ...


class Choosing:
    """``profile`` is what conversations begin with."""

    def __init__(
        self,
        *,
        store: ConversationStore,
        models: Models,
        toolbox: Toolbox,
        profile: Profile,
    ) -> None:
        self._store = store
        self._models = models
        self._toolbox = toolbox
        self._profile = profile

    def by_word(self) -> dict[str, Command]:
        return {
            "model": self.model,
            "agent": self.agent,
            "tools": self.tools,
            "persona": self.persona,
            "lang": self.lang,
        }

    def choices(self) -> dict[str, Choices]:
        """What may be chosen by each of these commands."""
        return {
            "model": self._models_to_choose,
            "agent": _styles_to_choose,
            "tools": self._tools_to_choose,
            "persona": _personas_to_choose,
            "lang": _languages_to_choose,
        }

    async def model(self, asked: Asked) -> str:
        """`/model` and `/model NAME`."""
        said, wanted = asked.words, _unquoted(asked.text)
        if wanted and not asked.may_set:
            return said.owners_set
        if wanted.casefold() in _DEFAULT:
            await self._keep(asked, replace(asked.profile, model=None))
            return said.set_model.format(name=inert(self._models.usual))
        names = await self._models.names()
        if not wanted:
            now = said.now.format(value=inert(asked.profile.model or self._models.usual))
            return f"{now}\n\n{said.models}\n\n{_listed(names, said.more)}"
        found = _same(wanted, names)
        if found is None:
            near = did_you_mean(said, wanted, names)
            no_model = said.no_model.format(name=code(wanted))
            return f"{no_model} {near}" if near else f"{no_model}\n\n{_listed(names, said.more)}"
        await self._keep(asked, replace(asked.profile, model=found))
        return said.set_model.format(name=inert(found))

    async def agent(self, asked: Asked) -> str:
        """`/agent` and `/agent NAME`."""
        said, wanted = asked.words, _unquoted(asked.text)
        if not wanted:
            now = said.now.format(value=asked.profile.planner)
            styles = (f"- {code(name)} – {_what(said.styles, name)}" for name in _STYLES)
            return f"{now}\n\n{said.agents}\n\n" + "\n".join(styles)
        if not asked.may_set:
            return said.owners_set
        name = "auto" if wanted.casefold() in _DEFAULT else wanted.casefold()
        found = next((style for style in _STYLES if style == name), None)
        if found is None:
            near = did_you_mean(said, wanted, _STYLES) or ", ".join(map(code, _STYLES))
            return f"{said.no_agent.format(name=code(wanted))} {near}"
        await self._keep(asked, replace(asked.profile, planner=found))
        return said.set_agent.format(name=found, what=_what(said.styles, found))

    async def tools(self, asked: Asked) -> str:
        """`/tools`, `/tools off|on` and `/tools NAME, …`."""
        said, wanted = asked.words, _unquoted(asked.text)
        if not wanted:
            return f"{said.tools}\n\n{self._all_tools(asked)}"
        if not asked.may_set:
            return said.owners_set
        if wanted.casefold() in _OFF:
            await self._keep(asked, replace(asked.profile, tools=("notool",)))
            return said.no_tools
        if wanted.casefold() in (*_ON, *_DEFAULT):
            await self._keep(asked, replace(asked.profile, tools=("auto",)))
            return said.set_tools.format(names=self._names(self._toolbox))
        names = [part.strip() for part in re.split(r"[,，、\s]+", wanted) if part.strip()]
        for name in names:
            if not self._is_tool(name):
                known = [tool.name for tool in self._toolbox.tools]
                near = did_you_mean(said, name, known) or ", ".join(map(code, known))
                return f"{said.no_tool.format(name=code(name))} {near}"
        chosen = self._toolbox.only(tuple(names))
        kept = tuple(tool.name for tool in chosen.tools)
        await self._keep(asked, replace(asked.profile, tools=kept))
        return said.set_tools.format(names=self._names(chosen))

    async def persona(self, asked: Asked) -> str:
        """`/persona`, `/persona default`, `/persona name NAME` and `/persona HOW TO BE`."""
        said, profile = asked.words, asked.profile
        if not asked.text:
            return said.persona.format(name=inert(profile.name), about=_about(asked, profile))
        if not asked.may_set:
            return said.owners_set
        word, _, rest = asked.text.partition(" ")
        if asked.text.casefold() in _DEFAULT:
            usual = self._profile
            profile = replace(
                profile, name=usual.name, bio=usual.bio, instructions=usual.instructions
            )
        elif word.casefold() in _NAME and rest.strip():
            profile = replace(profile, name=" ".join(rest.split()))
        else:
            profile = replace(profile, instructions=asked.text)
        if len(profile.name) > _LONGEST_NAME or len(profile.instructions) > _LONGEST_ABOUT:
            return said.persona_too_long.format(name=_LONGEST_NAME, about=_LONGEST_ABOUT)
        await self._keep(asked, profile)
        return said.set_persona.format(name=inert(profile.name), about=_about(asked, profile))

    async def lang(self, asked: Asked) -> str:
        """`/lang` and `/lang en|zh|ja|auto`."""
        said, wanted = asked.words, asked.text.casefold()
        if not wanted:
            now = said.now.format(value=asked.profile.language or said.lang_auto)
            return f"{now}\n\n{said.lang}"
        if not asked.may_set:
            return said.owners_set
        if wanted in ("auto", *_DEFAULT):
            await self._keep(asked, replace(asked.profile, language=None))
            return said.now.format(value=said.lang_auto)
        language = language_of_locale(wanted) or _LANGUAGE.get(wanted)
        if language is None:
            return f"{said.no_lang.format(name=code(asked.text))} {said.lang}"
        await self._keep(asked, replace(asked.profile, language=language))
        return words(language).set_lang

    async def _models_to_choose(self, asked: Asked) -> Sequence[str]:
        return (*await self._models.names(), _DEFAULT[0])

    async def _tools_to_choose(self, asked: Asked) -> Sequence[str]:
        """Also after a comma: the tools that are not named yet."""
        given, comma, _ = asked.text.rpartition(",")
        named = [part.strip() for part in given.split(",")] if comma else []
        here = self._toolbox.at(names_of(asked.message)).tools
        before = "".join(f"{each}, " for each in named)
        names = [before + tool.name for tool in here if tool.name not in named]
        return names if named else ("on", "off", *names)

    async def _keep(self, asked: Asked, profile: Profile) -> None:
        message = asked.message
        kept = None if profile == self._profile else profile
        await self._store.set_profile(message.conversation, message.platform, kept)

    def _all_tools(self, asked: Asked) -> str:
        chosen = asked.profile.tools
        used = {
            tool.name
            for tool in self._toolbox.tools
            if chosen == ("auto",)
            or tool.name in chosen
            or tool.zh_name in chosen
            or set(tool.aliases) & set(chosen)
        }
        return "\n".join(
            f"- {'✓' if tool.name in used else '✗'} {code(tool.name)} ({inert(tool.zh_name)})"
            for tool in self._toolbox.tools
        )

    def _is_tool(self, name: str) -> bool:
        try:
            self._toolbox.find(name)
        except ToolError:
            return False
        return True

    def _names(self, toolbox: Toolbox) -> str:
        return ", ".join(code(tool.name) for tool in toolbox.tools)


async def _styles_to_choose(_: Asked) -> Sequence[str]:
    return _STYLES


async def _personas_to_choose(asked: Asked) -> Sequence[str]:
    return (_DEFAULT[0], f"{_NAME[0]} {asked.profile.name}")


async def _languages_to_choose(_: Asked) -> Sequence[str]:
    return ("auto", *get_args(Language))


def _unquoted(text: str) -> str:
    return text.strip().strip("`\"'“”「」").strip()


def _same(wanted: str, names: Iterable[str]) -> str | None:
    """The name itself, else the one that differs by capitals only."""
    names = tuple(names)
    if wanted in names:
        return wanted
    return next((name for name in names if name.casefold() == wanted.casefold()), None)


def _listed(names: tuple[str, ...], more: str) -> str:
    lines = [f"- {code(name, 200)}" for name in names[:_LISTED]]
    if len(names) > _LISTED:
        lines.append(f"- {more.format(count=len(names) - _LISTED)}")
    return "\n".join(lines)


def _what(styles: Styles, name: PlannerName) -> str:
    what: str = getattr(styles, name)
    return what


def _about(asked: Asked, profile: Profile) -> str:
    about = profile.instructions or profile.bio
    return inert(about, _SHOWN) if about else asked.words.no_instructions
