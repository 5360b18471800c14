"""The agent as an OpenAI model, asked by the genuine client."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from agent.history import Turn
from tests.servers.page_service import PageService

LONG = "A long answer that comes in many pieces. " * 20


@pytest.fixture
def ai(service: PageService) -> Iterator[openai.OpenAI]:
    service.answers["long"] = LONG
    with openai.OpenAI(
        base_url=f"{service.url}/v1", api_key=service.token, max_retries=0, timeout=10
    ) as client:
        yield client


def test_a_question_is_answered_without_its_tools(ai: openai.OpenAI) -> None:
    answer = ai.chat.completions.create(
        model="anything", messages=[{"role": "user", "content": "hi"}]
    )
    assert answer.object == "chat.completion" and answer.model == "anything"
    (choice,) = answer.choices
    assert choice.message.role == "assistant" and choice.message.content == "You said: hi"
    assert choice.finish_reason == "stop" and choice.message.tool_calls is None
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (300, 42)
    assert answer.usage.total_tokens == 342
    assert answer.usage.prompt_tokens_details is not None
    assert answer.usage.prompt_tokens_details.cached_tokens == 100


FUNCTION = {"type": "function", "function": {"name": "mine", "parameters": {"type": "object"}}}
NAMED = {"type": "function", "function": {"name": "mine"}}


@pytest.mark.parametrize(
    ("choice", "answered"), [("auto", True), ("none", True), ("required", False), (NAMED, False)]
)
def test_the_clients_tools_may_be_offered_but_not_demanded(
    ai: openai.OpenAI, choice: Any, answered: bool
) -> None:
    def ask() -> str | None:
        completion = ai.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "hi"}],
            tools=[FUNCTION],  # type: ignore[list-item]
            tool_choice=choice,
        )
        return completion.choices[0].message.content

    if answered:
        assert ask() == "You said: hi"
        return
    with pytest.raises(openai.BadRequestError, match="its own tools") as told:
        ask()
    assert told.value.code == "no_client_tools"


@pytest.mark.parametrize("question", ["hi", "long"])
def test_the_stream_says_the_same(ai: openai.OpenAI, question: str) -> None:
    whole = ai.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    with ai.chat.completions.create(
        model="m", messages=[{"role": "user", "content": question}], stream=True
    ) as stream:
        pieces = list(stream)
    assert all(piece.object == "chat.completion.chunk" for piece in pieces)
    assert len({piece.id for piece in pieces}) == 1
    assert pieces[0].choices[0].delta.role == "assistant"
    said = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    assert said == whole.choices[0].message.content
    assert [p.choices[0].finish_reason for p in pieces] == [None] * (len(pieces) - 1) + ["stop"]
    assert all(piece.usage is None for piece in pieces)


def test_a_long_answer_grows(ai: openai.OpenAI) -> None:
    with ai.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "long"}], stream=True
    ) as stream:
        grown = [p.choices[0].delta.content for p in stream if p.choices[0].delta.content]
    assert len(grown) > 10


def test_usage_comes_last_when_it_is_asked_for(ai: openai.OpenAI) -> None:
    with ai.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "hi"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        last = list(stream)[-1]
    assert last.choices == []
    assert last.usage is not None and last.usage.total_tokens == 342


def test_what_was_said_before_is_told_to_the_agent(service: PageService, ai: openai.OpenAI) -> None:
    ai.chat.completions.create(
        model="m",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "1"},
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "two"}]},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "1", "content": "ignored"},
            {"role": "assistant", "content": "2"},
            {"role": "user", "content": "three"},
            {"role": "user", "content": "and four"},
        ],
    )
    ((history, question, profile),) = service.asked
    assert history.turns == (
        Turn(question="one", answer="1"),
        Turn(question="two", answer="2"),
    )
    assert question == "three\n\nand four"
    assert profile.instructions == "Be kind.\n\nYou are a pirate.\n\nBe brief."


def test_nothing_of_it_is_kept(service: PageService, ai: openai.OpenAI) -> None:
    ai.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
    assert httpx.get(f"{service.url}/api/conversations", headers=service.auth).json() == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_is_down_is_a_503(ai: openai.OpenAI, stream: bool) -> None:
    with pytest.raises(openai.InternalServerError) as told:
        ai.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "down"}], stream=stream
        )
    assert told.value.status_code == 503
    assert told.value.code == "model_unavailable" and told.value.type == "server_error"
    assert "not answering" in told.value.message


def test_a_client_is_told_at_once_and_does_not_insist(service: PageService) -> None:
    with (
        openai.OpenAI(base_url=f"{service.url}/v1", api_key=service.token) as ai,
        pytest.raises(openai.InternalServerError),
    ):
        ai.chat.completions.create(model="m", messages=[{"role": "user", "content": "down"}])
    assert len(service.asked) == 1


def test_a_model_that_goes_away_in_between_is_an_error_in_the_stream(ai: openai.OpenAI) -> None:
    stream = ai.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "break"}], stream=True
    )
    with stream, pytest.raises(openai.APIError, match="not answering"):
        list(stream)


def test_what_does_not_fit_is_the_callers_to_mend(ai: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        ai.chat.completions.create(model="m", messages=[{"role": "user", "content": "too long"}])
    assert told.value.code == "context_length_exceeded"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": []},
        {"messages": [{"role": "system", "content": "only rules"}]},
        {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]},
        {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "wizard", "content": "q"}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"messages": [{"role": "user", "content": "q"}], "n": 2},
    ],
)
def test_what_makes_no_sense_is_refused_in_openais_form(
    client: httpx.Client, body: dict[str, object]
) -> None:
    answer = client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error" and error["message"]


def test_a_wrong_key_is_refused_as_openai_does(service: PageService) -> None:
    with (
        openai.OpenAI(base_url=f"{service.url}/v1", api_key="wrong", max_retries=0) as wrong,
        pytest.raises(openai.AuthenticationError),
    ):
        wrong.models.list()


def test_the_model_is_listed(ai: openai.OpenAI) -> None:
    assert [model.id for model in ai.models.list()] == ["kagentsys"]
    assert ai.models.retrieve("kagentsys").id == "kagentsys"


@pytest.mark.parametrize("stream", [False, True])
def test_whoever_hangs_up_ends_the_work(
    service: PageService, client: httpx.Client, stream: bool
) -> None:
    body = {"messages": [{"role": "user", "content": "hang"}], "stream": stream}
    with pytest.raises(httpx.ReadTimeout):
        client.post("/v1/chat/completions", json=body, timeout=0.3)
    assert service.closed_runs.wait(5)
