"""`kagentsys training export`: liked answers of people who consent, as training data."""

import asyncio
import secrets
from pathlib import Path

from agent.history import ConversationStore, Record
from bot.config import Settings
from bot.database import open_database
from bot.failures import Failure
from bot.persona import persona
from bot.telemetry import Redactor
from bot.terminal.display import note
from bot.toolbox import installed_tools
from bot.training.consent import Person, consents
from storage.conversations import Conversations
from training.tuning.records import Instance, write_instances
from training.tuning.traces import Exporter

_ALL = 1_000_000
_PAGE = 200


def export_traces(settings: Settings, out: Path) -> int:
    """Write them; the exit code is 1 when there are none. Raises `Failure`, `SettingsError`."""
    people = consents(settings).people()
    if not people:
        note("Nobody has consented yet: kagentsys training consent PLATFORM PERSON")
        return 1
    instances = asyncio.run(_gather(settings, people))
    try:
        write_instances(out, instances)
    except OSError as error:
        raise Failure(f"{out}: {error.strerror}") from error
    print(f"{len(instances):,} liked answers of {len(people)} people who consent are in {out}")
    note("Names, addresses and secrets that are known are replaced; read the file before you share")
    return 0 if instances else 1


async def _gather(settings: Settings, people: frozenset[Person]) -> list[Instance]:
    toolbox = installed_tools(settings)
    exporter = Exporter(
        consenting=people,
        toolbox=toolbox,
        profile=persona(settings),
        redact=Redactor(settings.secrets()),
        salt=secrets.token_hex(16),
    )
    try:
        async with open_database(settings) as engine:
            return await gathered(Conversations(engine), exporter)
    finally:
        await toolbox.close()


async def gathered(store: ConversationStore, exporter: Exporter) -> list[Instance]:
    """Every record that may be made of what is in the store, in a lasting order."""
    names = {
        conversation.id
        for platform, person in sorted(exporter.consenting)
        for conversation in await store.conversations(platform, person, limit=_ALL)
    }
    found: list[Instance] = []
    for name in sorted(names):
        found += exporter.instances(await _turns(store, name))
    return found


async def _turns(store: ConversationStore, conversation: str) -> list[Record]:
    """All turns, oldest first."""
    turns: list[Record] = []
    while page := await store.turns(
        conversation, limit=_PAGE, before=turns[0].place if turns else None
    ):
        turns[:0] = page
    return turns
