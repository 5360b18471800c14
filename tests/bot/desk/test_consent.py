"""People say in a chat whether their liked answers may be learnt from."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from bot.playground.telegram import TelegramPlayground
from bot.training.consent import Consents
from bot.training.consenting import Consenting
from tests.adapters.telegram.scene import says
from tests.bot.desk.office import BOB, OWNER, Office
from tests.servers.openai_server import ScriptedServer
from tests.servers.service import ServiceProcess


async def test_it_is_told_given_and_withdrawn_by_each_person(
    office: Office, tmp_path: Path
) -> None:
    book = Consents(path=tmp_path / "consent.jsonl")
    more = Consenting(book).by_word()
    async with office.open(more=more, allow=(f"telegram:{BOB}",)):
        assert (await office.ask("/consent")).startswith("Now: **no**")
        assert "/consent no" in await office.ask("/consent YES")
        assert book.people() == {("telegram", OWNER)}
        assert (await office.ask("/consent maybe")).startswith("Now: **yes**")
        assert "不同意" in await office.ask("/consent", BOB, locale="zh")
        assert "はい" not in await office.ask("/consent はい", BOB, locale="ja")
        assert book.people() == {("telegram", OWNER), ("telegram", BOB)}
        assert (await office.ask("/consent no.")).startswith("Noted")
        assert book.people() == {("telegram", BOB)}
        assert "/consent –" in await office.ask("/help")


async def test_it_is_on_the_menu_and_answered_on_telegram(tmp_path: Path) -> None:
    async with TelegramPlayground() as telegram:
        ann = telegram.person("Ann", language="zh-hans")
        environment = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.url,
            "KAGENT_OWNERS": f"telegram:{ann.id}",
        }
        with ScriptedServer() as server, ExitStack() as stack:
            service = ServiceProcess(tmp_path, environment | {"OPENAI_BASE_URL": server.url})
            await asyncio.to_thread(stack.enter_context, service)
            ann.says("/consent 同意")
            await ann.until(says("谢谢"))
        assert telegram.menus["zh"]["consent"] == "是否允许用你的对话训练"
    book = Consents(path=tmp_path / "data" / "training-consent.jsonl")
    assert book.people() == {("telegram", str(ann.id))}
