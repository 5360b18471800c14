"""How many characters of prompts a conversation takes, and how many a server has seen before."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from agent.chat_completions import ChatCompletions
from agent.events import Finished
from agent.history import History, Turn
from agent.loop import Agent
from agent.profile import PlannerName, Profile
from tests.servers.openai_server import Call, Say, ScriptedServer
from tests.servers.wire import common_prefix
from tools.base import Tool, Toolbox
from tools.builtin import toolbox

TURNS = 20
ANSWER = "The product is as the calculator says."
BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class PromptSizes:
    """``prefix_share``: characters that begin an earlier prompt of the same conversation."""

    planner: str
    calls: int
    characters: int
    prefix_share: float


class _Search(BaseModel):
    text: str


async def _search(args: _Search) -> str:
    return f"Nothing is known about {args.text}."


def eight_tools() -> Toolbox:
    """The built-in tools and as many of an ordinary size as make eight."""
    ours = toolbox(clock=lambda: BEGAN, zone=UTC).tools
    others = [
        Tool(name=name, zh_name=zh, description=what, arguments=_Search, run=_search)
        for name, zh, what in (
            ("web_search", "网页搜索", "Search the web and return the best matching passages"),
            ("wiki_search", "百科搜索", "Look an entity up in an encyclopaedia"),
            ("video_search", "视频搜索", "Find videos about a topic"),
        )
    ]
    return Toolbox((*ours, *others)[:8])


async def measure_prompts(planner: PlannerName) -> PromptSizes:
    """A conversation of 20 questions, each answered with one tool, at one every two minutes."""
    history = History()
    with ScriptedServer(_model(planner), window=32_768) as server:
        model = ChatCompletions(base_url=server.url, model="scripted")
        for number in range(TURNS):
            asked_at = BEGAN + timedelta(minutes=2 * number)
            agent = Agent(
                model=model,
                toolbox=eight_tools(),
                profile=Profile(planner=planner),
                clock=lambda at=asked_at: at,  # type: ignore[misc]
            )
            question = f"What is {number + 12} times {number + 34}, please?"
            async for event in agent.run(history, question, asked_at=asked_at):
                if isinstance(event, Finished):
                    turn = Turn(
                        question=question,
                        answer=event.answer,
                        steps=event.steps,
                        asked_at=asked_at,
                    )
                    history = replace(history, turns=(*history.turns, turn))
        await model.aclose()
        prompts = [_prompt(body) for body in server.requests]
    seen = sum(
        max((common_prefix(prompt, earlier) for earlier in prompts[:place]), default=0)
        for place, prompt in enumerate(prompts)
    )
    total = sum(map(len, prompts))
    return PromptSizes(
        planner=planner, calls=len(prompts), characters=total, prefix_share=seen / total
    )


def _model(planner: PlannerName) -> Any:
    """A model that plans one sum, sees that it is done, and answers."""

    def native(body: dict[str, Any]) -> Say:
        if body["messages"][-1]["role"] == "tool":
            return Say(text=ANSWER)
        return Say(calls=(Call(name="calculator", arguments=_sum(body)),))

    def kagentsys(body: dict[str, Any]) -> Say:
        last = body["messages"][-1]["content"]
        if "<data" not in last:
            return Say(text=_plan("Multiply", "calculator", _sum(body)))
        if last.endswith("Next?"):
            return Say(text=_plan("Done", "task_complete", '{"reason": "The product is known."}'))
        return Say(text=ANSWER)

    return kagentsys if planner == "kagentsys" else native


def _past_turns(body: dict[str, Any]) -> int:
    said = [m["content"] for m in body["messages"] if m["role"] == "assistant"]
    return said.count(ANSWER)


def _sum(body: dict[str, Any]) -> str:
    number = _past_turns(body)
    return json.dumps({"expression": f"{number + 12}*{number + 34}"})


def _plan(task: str, name: str, args: str) -> str:
    return f'{{"task_name": "{task}", "command": {{"name": "{name}", "args": {args}}}}}'


def _prompt(body: dict[str, Any]) -> str:
    """All that the model reads, as a chat template lays it out: tools, then the messages."""
    tools = json.dumps(body["tools"], ensure_ascii=False) if body.get("tools") else ""
    return tools + "".join(_written(message) for message in body["messages"])


def _written(message: dict[str, Any]) -> str:
    calls = "".join(
        json.dumps(call["function"], ensure_ascii=False) for call in message.get("tool_calls", ())
    )
    return f"{message['role']}\n{message['content']}{calls}\n"
