"""How Slack reaches the service: Socket Mode that is lost and refused, and signed HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from adapters.base import Refused
from adapters.slack.adapter import SlackAdapter
from bot.playground.faults import Fault
from bot.playground.slack import SlackPlayground
from tests.adapters.desk import MemoryDesk, running
from tests.adapters.slack.scene import MENU, adapter_for, answers, buttons, quick, scene


def signed_for(slack: SlackPlayground, *, app_token: str = "") -> SlackAdapter:
    return SlackAdapter(
        slack.bot_token,
        app_token=app_token,
        signing_secret=slack.secret,
        base_url=slack.url,
        commands=MENU,
        pace=quick(),
        ping=0.5,
    )


@asynccontextmanager
async def served(adapter: SlackAdapter) -> AsyncIterator[str]:
    """The adapter's routes on a port of their own; the address."""
    config = uvicorn.Config(
        Starlette(routes=adapter.routes), port=0, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


def client_of(adapter: SlackAdapter) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=adapter.routes))
    return httpx.AsyncClient(transport=transport, base_url="http://bot.test")


async def test_asked_to_connect_anew_it_does() -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        await here.slack.delivery.disconnect()
        await here.slack.delivery.opened(2)
        ann.says("hello")
        await ann.until(answers(1))
        assert here.adapter.connected


@pytest.mark.parametrize("politely", [True, False])
async def test_cut_off_it_comes_back(politely: bool) -> None:
    async with scene() as here:
        ann = here.slack.person("Ann")
        if politely:
            await here.slack.delivery.hang_up()
        else:
            here.slack.delivery.cut_off()
        await here.slack.delivery.opened(2)
        ann.says("hello")
        posts = await ann.until(answers(1))
    assert [post.text for post in posts] == ["You said: hello"]


@pytest.mark.parametrize(
    ("tokens", "named"),
    [(("xoxb-wrong", ""), "SLACK_BOT_TOKEN"), (("", "xapp-wrong"), "SLACK_APP_TOKEN")],
)
async def test_a_refused_token_is_told_by_its_name(tokens: tuple[str, str], named: str) -> None:
    async with SlackPlayground() as slack:
        bot, app = tokens
        adapter = SlackAdapter(
            bot or slack.bot_token, app_token=app or slack.app_token, base_url=slack.url
        )
        async with adapter:
            with pytest.raises(Refused, match=named):
                await adapter.run(MemoryDesk(adapter))
            assert not adapter.connected


async def test_without_a_way_in_it_is_not_made() -> None:
    with pytest.raises(ValueError, match="SLACK_APP_TOKEN"):
        SlackAdapter("xoxb-1")


@pytest.mark.parametrize("form", ["{home}", "{home}/", "{home}/api", "{home}/api/"])
async def test_the_address_may_be_written_in_any_way(form: str) -> None:
    async with SlackPlayground() as slack:
        home = slack.url.removesuffix("/api/")
        async with SlackAdapter(
            slack.bot_token, app_token=slack.app_token, base_url=form.format(home=home)
        ) as adapter:
            async with running(adapter, MemoryDesk(adapter)):
                assert adapter.connected
            assert not adapter.connected


async def test_by_http_everything_comes_too() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        desk = MemoryDesk(adapter, buttons)
        async with running(adapter, desk), served(adapter) as address:
            slack.delivery.push_to = address
            ann, team = slack.person("Ann"), slack.channel("team")
            ann.says("hello")
            ann.commands("help")
            ann.says(f"{slack.me} hello", to=team)
            (first, _) = await ann.until(answers(2))
            await ann.until(answers(1), team)
            words = await ann.presses(first, "Retry")
            await slack.delivery.settled()
    assert words == "Done."
    assert [press.action for press in desk.presses] == ["retry"]
    assert sorted(each.command for each in desk.messages.values()) == ["", "", "help"]
    assert slack.delivery.refused == []


async def test_both_ways_may_be_on_at_once() -> None:
    async with (
        SlackPlayground() as slack,
        signed_for(slack, app_token=slack.app_token) as adapter,
        running(adapter, MemoryDesk(adapter)),
        served(adapter) as address,
    ):
        ann = slack.person("Ann")
        ann.says("by socket")
        await ann.until(answers(1))
        slack.delivery.push_to = address
        ann.says("by http")
        await ann.until(answers(2))


async def test_a_retry_is_taken_like_any_other() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        desk = MemoryDesk(adapter)
        desk.refuse.append(OSError("disk full"))
        async with running(adapter, desk), served(adapter) as address:
            slack.delivery.push_to = address
            ann = slack.person("Ann")
            ann.says("hello")
            await ann.until(answers(1))
    assert slack.delivery.refused == [500]


async def test_while_it_is_not_running_nothing_is_received() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        body = event_of(slack)
        async with client_of(adapter) as http:
            answer = await http.post("/slack/events", content=body, headers=headers(slack, body))
    assert answer.status_code == 500


def event_of(slack: SlackPlayground) -> bytes:
    event = {"type": "message", "channel": "D1", "user": "U1", "text": "hello", "ts": "1.000001"}
    return json.dumps({"type": "event_callback", "team_id": "T0PLAY", "event": event}).encode()


def headers(
    slack: SlackPlayground, body: bytes, *, secret: str = "", ago: float = 0
) -> dict[str, str]:
    at = (datetime.now(UTC) - timedelta(seconds=ago)).timestamp()
    signed = slack.delivery.headers(body, secret=secret, at=at)
    return {**signed, "Content-Type": "application/json"}


async def test_slack_can_verify_the_address() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
        async with client_of(adapter) as http:
            answer = await http.post("/slack/events", content=body, headers=headers(slack, body))
    assert answer.json() == {"challenge": "abc"}


async def test_what_slack_has_not_signed_now_gets_no_word() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        desk = MemoryDesk(adapter)
        body = event_of(slack)
        signed = headers(slack, body)
        tries = [
            (body, headers(slack, body, secret="wrong")),
            (body, headers(slack, body, ago=301)),
            (body, headers(slack, body, ago=-330)),
            (body + b" ", signed),
            (body, {**signed, "X-Slack-Request-Timestamp": "now"}),
            (body, {**signed, "X-Slack-Request-Timestamp": "٣"}),
            (body, {**signed, "X-Slack-Signature": "v0=é"}),
            (body, {}),
            (b"\xff", headers(slack, b"\xff")),
            (b" " * 1_000_001, headers(slack, b" " * 1_000_001)),
        ]
        async with running(adapter, desk), client_of(adapter) as http:
            for path in ("/slack/events", "/slack/commands", "/slack/interactive"):
                for content, told in tries:
                    encoded = {name: value.encode() for name, value in told.items()}
                    answer = await http.post(path, content=content, headers=encoded)
                    assert (answer.status_code, answer.content) == (401, b"")
            answer = await http.post("/slack/events", content=body, headers=headers(slack, body))
            assert answer.status_code == 200
            await desk.settled()
    assert list(desk.messages) == ["D1:1.000001"]


async def test_strange_payloads_are_received_and_forgotten() -> None:
    async with SlackPlayground() as slack, signed_for(slack) as adapter:
        desk = MemoryDesk(adapter)
        events = [
            {"type": "reaction_added", "user": "U1"},
            {"type": "message", "channel": "D1", "ts": "x", "user": "U1", "text": "hello"},
            {"type": "message", "channel": "D1", "ts": "1.1", "user": "U1", "text": ["hello"]},
            {"type": "assistant_thread_started"},
        ]
        bodies = [json.dumps({"type": "event_callback", "event": each}) for each in events]
        refused = ["{", "[]", '{"type": "event_callback", "event": {"channel": 7}}']
        async with running(adapter, desk), client_of(adapter) as http:
            for text in (*bodies, *refused):
                body = text.encode()
                told = headers(slack, body)
                answer = await http.post("/slack/events", content=body, headers=told)
                assert answer.status_code == (400 if text in refused else 200)
    assert desk.messages == {}


async def test_the_routes_are_there_only_with_a_secret() -> None:
    async with SlackPlayground() as slack:
        assert adapter_for(slack).routes == []
        paths = {route.path for route in signed_for(slack).routes}
    assert paths == {"/slack/events", "/slack/commands", "/slack/interactive"}


async def test_a_start_that_fails_is_told() -> None:
    async with SlackPlayground() as slack, adapter_for(slack) as adapter:
        slack.faults.order("auth.test", *3 * [Fault(kind="broken")])
        with pytest.raises(Exception, match=r"auth\.test"):
            await adapter.run(MemoryDesk(adapter))


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_start_bears_a_fault_or_two(method: str) -> None:
    async with SlackPlayground() as slack, adapter_for(slack) as adapter:
        slack.faults.order(method, Fault(kind="limited", seconds=0.1), Fault(kind="dropped"))
        async with running(adapter, MemoryDesk(adapter)):
            assert adapter.connected
