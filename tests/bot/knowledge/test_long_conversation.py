"""After 200 turns in a small window, what was said in the third is still known, at low cost."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.chat_completions import ChatCompletions
from agent.events import Finished, Summarised
from agent.history import Outcome, Question
from agent.knowledge import Asker, Passage
from agent.loop import Agent
from agent.profile import Profile
from bot.knowledge.bank import Bank
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from storage.knowledge import KnowledgeBase
from tests.servers.openai_server import Say, ScriptedServer
from tests.servers.wire import common_prefix
from tools.builtin import toolbox

TURNS = 200
BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
FACTS = {
    3: ("By the way, my locker in the basement is number 88.", "Locker 88, noted."),
    4: ("My sister Ida plays the oboe.", "That is good to know."),
    5: ("我的储物柜密码是七四一。", "好的，记住了。"),
}
LATER = {
    60: ("Which instrument does Ida play?", "oboe"),
    130: ("我储物柜的密码是多少？", "七四一"),
    200: ("Which number does my locker have?", "88"),
}
TOPICS = ("tulips", "bridges", "violins", "glaciers", "bakeries", "comets", "harbours", "beetles")
ME = Asker(conversation="telegram:1", room="telegram:1", person="telegram:ann")


def _question(number: int) -> str:
    if number in FACTS:
        return FACTS[number][0]
    if number in LATER:
        return LATER[number][0]
    return f"Tell me one more thing about {TOPICS[number % len(TOPICS)]}, the {number}th, please."


def _answer(body: dict[str, Any]) -> Say:
    """What a model says that knows nothing but what it reads."""
    last = str(body["messages"][-1]["content"])
    if "summar" in str(body["messages"][0]["content"]).lower():
        return Say(text="They talked about many things.")
    for question, known in LATER.values():
        if question in last:
            return Say(text=f"It is {known}." if known in _told(body) else "I don't know.")
    for question, answer in FACTS.values():
        if question in last:
            return Say(text=answer)
    return Say(text="It is a long story. " + "There is much to say about that. " * 4)


async def test_the_third_turn_is_known_at_the_end(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.db'}")
    await migrate(engine)
    store, bank = Conversations(engine), Bank(KnowledgeBase(engine), clock=lambda: BEGAN)

    async def recall(query: str, before: datetime | None) -> tuple[Passage, ...]:
        return await bank.recall(query, ME, before=before)

    answers: dict[int, str] = {}
    folds = 0
    with ScriptedServer(_answer, window=4096) as server:
        model = ChatCompletions(base_url=server.url, model="scripted")
        for number in range(1, TURNS + 1):
            at = BEGAN + timedelta(minutes=number)
            asked = Question(
                turn_id=f"{number}",
                conversation=ME.conversation,
                platform="telegram",
                sender_id="ann",
                sender_name="Ann",
                text=_question(number),
                asked_at=at,
            )
            await store.accept(asked)
            agent = Agent(
                model=model,
                toolbox=toolbox(clock=lambda: BEGAN, zone=UTC),
                profile=Profile(planner="native"),
                clock=lambda: BEGAN,
            )
            history = await store.history(ME.conversation)
            async for event in agent.run(history, asked.text, asked_at=at, recall=recall):
                if isinstance(event, Summarised):
                    folds += 1
                    await store.summarise(asked.turn_id, event)
                if isinstance(event, Finished):
                    answers[number] = event.answer
                    outcome = Outcome(answer=event.answer, reason=event.reason, steps=event.steps)
                    await store.finish(asked.turn_id, outcome, at)
        await model.aclose()
        prompts = [_told(body) for body in server.requests]
    await engine.dispose()
    assert folds >= 3
    for number, (_, known) in LATER.items():
        assert known in answers[number], number
    assert not any("locker" in prompt for prompt in prompts[150:180]), "it is not in the window"
    assert _prefix_share(prompts) >= 0.8


def _told(body: dict[str, Any]) -> str:
    tools = json.dumps(body.get("tools", []), ensure_ascii=False)
    return tools + "".join(f"{each['role']}\n{each['content']}\n" for each in body["messages"])


def _prefix_share(prompts: list[str]) -> float:
    """The share of all prompts that begins one of the ten before it."""
    seen = sum(
        max(
            (common_prefix(prompt, earlier) for earlier in prompts[max(0, at - 10) : at]), default=0
        )
        for at, prompt in enumerate(prompts)
    )
    return seen / sum(map(len, prompts))
