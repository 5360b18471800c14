"""A conversation in the terminal: a prompt, live steps, and a few words of command."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress

from agent.model import ModelError
from bot.config import Settings
from bot.failures import BadValue
from bot.mind import open_mind
from bot.terminal.consent import AtKeyboard
from bot.terminal.display import note
from bot.terminal.kagentsys import question_text
from bot.terminal.talk import Talk, conversation_name, open_store

HELP = """\
/retry  ask the last question again
/reset  begin anew: nothing said so far is told to the model
/help   this list
/exit   leave (so does Ctrl-D)
Ctrl-C stops an answer."""
_PROMPT = "\n> "
_UNKEPT = "unkept"


def converse(settings: Settings, *, name: str) -> int:
    """Talk until the person leaves; returns 1 when a question of a script got no answer.

    A ``name`` lets the conversation be kept and continued. Raises `BadValue`, `UnusableModel`.
    """
    if name:
        name = conversation_name("--id", name)
    at_keyboard = sys.stdin.isatty()
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            keyboard = AtKeyboard(settings.language)
            talk = runner.run(_open(stack, settings, name, keyboard))
            if at_keyboard:
                note("Ask away. /help lists what else can be said.")
            answered = [_answer(runner, talk, line, keyboard) for line in _lines(at_keyboard)]
        finally:
            runner.run(stack.aclose())
    return 0 if at_keyboard or all(answered) else 1


async def _open(stack: AsyncExitStack, settings: Settings, name: str, keyboard: AtKeyboard) -> Talk:
    store = await stack.enter_async_context(open_store(settings, kept=bool(name)))
    mind = await stack.enter_async_context(open_mind(settings, consent=keyboard))
    return Talk(agent=mind.agent, store=store, name=name or _UNKEPT, clock=settings.now)


def _lines(at_keyboard: bool) -> Iterator[str]:
    """What is said, without empty lines, until `/exit` or the end."""
    if at_keyboard:
        with suppress(ImportError):
            import readline  # noqa: F401  (lets input() edit and recall lines)
    read: Callable[[], str] = (lambda: input(_PROMPT)) if at_keyboard else sys.stdin.readline
    while True:
        try:
            line = read()
        except EOFError:
            print()
            return
        if not at_keyboard and not line:
            return
        if line.strip() in ("/exit", "/quit"):
            return
        if line.strip():
            yield line.strip()


def _answer(runner: asyncio.Runner, talk: Talk, line: str, keyboard: AtKeyboard) -> bool:
    """Do what the line says; False when it was a question that got no answer."""
    if line.startswith("/"):
        return _obey(runner, talk, line, keyboard)
    return _ask(runner, talk, line, keyboard)


def _ask(runner: asyncio.Runner, talk: Talk, line: str, keyboard: AtKeyboard) -> bool:
    try:
        question = question_text("the question", line)
        runner.run(talk.ask(question, keyboard.display(question)))
    except (ModelError, BadValue) as error:
        note(f"{error}")
        return False
    except KeyboardInterrupt:
        note("\nStopped.")
    return True


def _obey(runner: asyncio.Runner, talk: Talk, line: str, keyboard: AtKeyboard) -> bool:
    match line:
        case "/help":
            print(HELP)
        case "/reset":
            runner.run(talk.reset())
            note("We begin anew.")
        case "/retry":
            last = runner.run(talk.last_question())
            if last:
                return _ask(runner, talk, last, keyboard)
            note("Nothing was asked yet.")
        case _:
            note(f"There is no {line.split()[0]}; /help lists what there is.")
    return True
