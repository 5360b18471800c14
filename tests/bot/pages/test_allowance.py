"""What one who has signed in may ask in a minute and in a day, on the page and by the API."""

from datetime import timedelta

import httpx
import openai
import pytest

from tests.servers.page_service import PageService


def chat(client: httpx.Client, message: str, **more: str) -> httpx.Response:
    return client.post("/api/chat", json={"message": message, **more})


def error(refused: httpx.Response) -> str:
    return str(refused.json()["error"]["message"])


def test_too_many_messages_in_a_minute_are_refused_until_it_is_over() -> None:
    with (
        PageService(budget_messages=2) as service,
        httpx.Client(base_url=service.url, headers=service.auth) as client,
    ):
        assert chat(client, "one", id="1").status_code == 200
        assert client.post("/api/conversations/c/messages", json={"message": "two"}).is_success
        refused = chat(client, "three")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
        assert "more than 2 messages in a minute" in error(refused)
        assert "一分钟" in error(chat(client, "第三个问题"))
        assert "You said: one" in chat(client, "one", id="1").text, "it is a turn already"
        service.ahead = timedelta(seconds=61)
        assert "You said: three" in chat(client, "three").text


def test_the_tokens_of_a_day_are_those_of_the_page_and_the_api_together() -> None:
    with (
        PageService(budget_tokens_person=600) as service,
        httpx.Client(base_url=service.url, headers=service.auth) as client,
        openai.OpenAI(
            base_url=f"{service.url}/v1", api_key=service.token, max_retries=0, timeout=10
        ) as ai,
    ):
        assert chat(client, "342 tokens").status_code == 200
        asked = {"role": "user", "content": "342 more"}
        said = ai.chat.completions.create(model="m", messages=[asked])
        assert said.choices[0].message.content == "You said: 342 more"
        with pytest.raises(openai.RateLimitError, match="budget for today is used up") as refused:
            ai.chat.completions.create(model="m", messages=[asked], stream=True)
        assert 0 < int(refused.value.response.headers["Retry-After"]) <= 24 * 3600
        assert chat(client, "no more").status_code == 429
        assert len(client.get("/api/conversations").json()) == 1, (
            "what is asked by /v1 is kept nowhere"
        )
        service.ahead = timedelta(days=1)
        assert chat(client, "a new day").status_code == 200
