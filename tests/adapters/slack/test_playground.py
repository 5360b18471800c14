"""The local Slack refuses what Slack refuses, and can be used from another process."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import SlackPlayground
from tests.adapters.slack.scene import answers, buttons, scene


@asynccontextmanager
async def called(slack: SlackPlayground, token: str = "") -> AsyncIterator[AsyncWebClient]:
    async with slack:
        client = AsyncWebClient(token or slack.bot_token, base_url=slack.url, retry_handlers=[])
        client.proxy = None
        yield client


async def refusal(act: Callable[[], Awaitable[Any]]) -> str:
    with pytest.raises(SlackApiError) as refused:
        await act()
    return str(refused.value.response["error"])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str = "Stop", action: str = "a", **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action, "text": text, **more}


async def test_streams_are_taken_as_slack_takes_them() -> None:
    slack = SlackPlayground()
    async with called(slack) as client:
        ann = slack.person("Ann")
        first = ann.opens_the_assistant()
        to = {"channel": ann.room.id, "thread_ts": first.ts}
        whom = {"recipient_user_id": ann.id, "recipient_team_id": "T0PLAY"}

        async def begun(**more: Any) -> dict[str, Any]:
            told = await client.chat_startStream(**to, **whom, **more)
            return {"channel": ann.room.id, "ts": told["ts"]}

        words = {"type": "markdown_text", "text": "Tea"}
        for given, why in [
            ({**whom, "recipient_user_id": ""}, "missing_recipient_user_id"),
            ({**whom, "recipient_team_id": ""}, "missing_recipient_team_id"),
            ({**whom, "chunks": [{"type": "song"}]}, "invalid_chunks"),
            ({**whom, "markdown_text": "x" * 12_001}, "msg_too_long"),
            (
                {**whom, "markdown_text": "x", "chunks": [words]},
                "cannot_provide_both_markdown_text_and_chunks",
            ),
        ]:
            assert await refusal(lambda: client.chat_startStream(**to, **given)) == why  # noqa: B023
        text, post = await begun(markdown_text="Tea"), await begun(chunks=[words])
        mode = "streaming_mode_mismatch"
        assert await refusal(lambda: client.chat_appendStream(**text, chunks=[words])) == mode
        assert await refusal(lambda: client.chat_appendStream(**post, markdown_text="x")) == mode
        assert await refusal(lambda: client.chat_appendStream(**post)) == "no_text"
        update = "streaming_state_conflict"
        assert await refusal(lambda: client.chat_update(**post, text="Milk")) == update
        assert await refusal(lambda: client.chat_delete(**post)) == "cant_delete_message"
        seen = (await client.conversations_replies(channel=ann.room.id, ts=first.ts))["messages"]
        assert [each.get("streaming_state") for each in seen] == [None, *["in_progress"] * 2]
        await client.chat_stopStream(**post, blocks=[section("is good")])
        over = "message_not_in_streaming_state"
        assert await refusal(lambda: client.chat_appendStream(**post, chunks=[words])) == over
        assert await refusal(lambda: client.chat_stopStream(**post)) == over
        await client.chat_delete(**post)


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3001)],
        [section("")],
        [{**section("x"), "colour": "red"}],
        [{"type": "marquee"}],
        [{"type": "actions", "elements": []}],
        [{"type": "actions", "elements": [button("x" * 76)]}],
        [{"type": "actions", "elements": [button(), button()]}],
        [{"type": "actions", "elements": [button(style="blue")]}],
        [{"type": "actions", "elements": [button(value="x" * 2001)]}],
        [section("x")] * 51,
    ],
)
async def test_blocks_that_slack_does_not_take_are_refused(blocks: list[dict[str, Any]]) -> None:
    slack = SlackPlayground()
    async with called(slack) as client:
        room = slack.person("Ann").room.id
        why = await refusal(lambda: client.chat_postMessage(channel=room, text="x", blocks=blocks))
    assert why == "invalid_blocks"


async def test_what_may_not_be_done_is_refused_by_its_name() -> None:
    slack = SlackPlayground()
    async with called(slack) as client:
        ann = slack.person("Ann")
        said, room = ann.says("hello"), ann.room.id
        mine = str((await client.chat_postMessage(channel=room, text="x" * 50_000))["ts"])
        absent, shut = slack.channel("absent", bot=False), slack.channel("shut")
        secret = slack.channel("secret", kind="group", bot=False)
        shut.archived = True
        assert len(slack.posts(room)[0].text) == 40_000

        async def update(channel: str, ts: str, text: str) -> str:
            return await refusal(lambda: client.chat_update(channel=channel, ts=ts, text=text))

        async def post(channel: str, **more: Any) -> str:
            return await refusal(lambda: client.chat_postMessage(channel=channel, **more))

        assert await update(room, mine, "x" * 4001) == "msg_too_long"
        assert await update(room, said.ts, "x") == "cant_update_message"
        assert await update(room, "1.000001", "x") == "message_not_found"
        assert await post(absent.id, text="x") == "not_in_channel"
        assert await post(secret.id, text="x") == "channel_not_found"
        assert await post(shut.id, text="x") == "is_archived"
        assert await post(room, text="x", thread_ts="1.000001") == "thread_not_found"
        assert await post(room, markdown_text="x") == "no_text"
        assert await post(room, text="x", metadata={"a": 1}) == "invalid_metadata_format"


async def test_a_wrong_token_is_refused() -> None:
    slack = SlackPlayground()
    async with called(slack, "xoxb-wrong") as client:
        assert await refusal(client.auth_test) == "invalid_auth"


async def test_its_limits_are_those_of_slack() -> None:
    slack = SlackPlayground(rates=True)
    async with called(slack) as client:
        ann, bob = slack.person("Ann"), slack.person("Bob")
        for _ in range(4):
            await client.chat_postMessage(channel=ann.room.id, text="x")
        with pytest.raises(SlackApiError) as limited:
            await client.chat_postMessage(channel=ann.room.id, text="x")
        response = limited.value.response
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert 1 <= int(response.headers["Retry-After"]) <= 5
        await client.chat_postMessage(channel=bob.room.id, text="x")


async def test_it_delivers_again_as_often_as_slack_does() -> None:
    async with SlackPlayground(retries=(0.0, 0.01, 0.02)) as slack:
        ann = slack.person("Ann")
        ann.says("Is anybody there?")
        await slack.delivery.settled()
        assert (slack.delivery.tries, slack.delivery.given_up) == (4, 1)
        ann.commands("help")
        await slack.delivery.settled()
        assert (slack.delivery.tries, slack.delivery.given_up) == (5, 2)


async def test_history_comes_in_pages() -> None:
    slack = SlackPlayground()
    async with called(slack) as client:
        ann = slack.person("Ann")
        first = ann.says("0")
        for number in range(1, 5):
            ann.says(str(number))
            ann.says(f"reply {number}", thread=first)
        page = await client.conversations_history(channel=ann.room.id, limit=3)
        assert [post["text"] for post in page["messages"]] == ["4", "3", "2"]
        cursor = page["response_metadata"]["next_cursor"]
        rest = await client.conversations_history(channel=ann.room.id, limit=3, cursor=cursor)
        assert [post["text"] for post in rest["messages"]] == ["1", "0"]
        thread = await client.conversations_replies(channel=ann.room.id, ts=first.ts)
        texts = [post["text"] for post in thread["messages"]]
        assert texts == ["0", "reply 1", "reply 2", "reply 3", "reply 4"]


async def test_another_process_can_let_people_talk() -> None:
    async with scene(buttons) as here, httpx.AsyncClient() as door:
        door.base_url = here.slack.url.removesuffix("api/")
        said = await door.post(
            "playground/say", json={"person": "Ann", "chat": "team", "text": "@kagent hello"}
        )
        team = said.json()["chat"]
        await here.slack.until(team, answers(1))
        await door.post("playground/command", json={"person": "Bob", "text": "help"})
        await here.slack.person("Bob").until(answers(1))
        posts = (await door.get("playground/posts", params={"chat": team})).json()["posts"]
        press = {"person": "Ann", "chat": team, "ts": posts[0]["ts"], "button": "Retry"}
        words = (await door.post("playground/press", json=press)).json()["words"]
        everything = (await door.get("playground/posts")).json()["posts"]
        calls = (await door.get("playground/calls")).json()["calls"]
    assert [(post["text"], post["thread"]) for post in posts] == [
        ("You said: hello", said.json()["ts"])
    ]
    assert words == "Done."
    assert len(everything) == 3
    assert ["chat.postMessage", team] in [[call[0], call[2]] for call in calls]


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.slack", "--port", "0", "--faults", "limited=1",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        told = dict(each.split("=", 1) for each in line.split())
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{told['SLACK_BASE_URL']}auth.test")
    finally:
        process.terminate()
        await process.wait()
    assert answer.status_code == 429
    assert json.loads(answer.text)["error"] == "ratelimited"
