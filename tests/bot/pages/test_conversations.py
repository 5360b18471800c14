"""The rooms that read the store: what they show and what they change."""

from datetime import UTC, datetime

import httpx
import pytest

from adapters.base import IncomingMessage
from agent.history import Outcome
from bot.turns.turn import question_of, turn_id
from tests.bot.pages.test_chat import chat, turns
from tests.servers.page_service import PageService


def elsewhere(service: PageService) -> str:
    """A turn of another platform; its id."""
    message = IncomingMessage(
        platform="telegram",
        chat_id="1",
        message_id="5",
        event_id="5",
        sender_id="7",
        sender_name="Li",
        text="private",
        sent_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    service.do(service.store.accept(question_of(message)))
    service.do(
        service.store.finish(
            turn_id(message), Outcome(answer="secret", reason="answered"), message.sent_at
        )
    )
    return turn_id(message)


def test_conversations_are_listed_the_latest_first(
    service: PageService, client: httpx.Client
) -> None:
    elsewhere(service)
    chat(client, message="first", conversation="a")
    chat(client, message="second", conversation="b")
    chat(client, message="third", conversation="a")
    listed = client.get("/api/conversations").json()
    assert [(each["id"], each["title"], each["turns"]) for each in listed] == [
        ("a", "first", 2),
        ("b", "second", 1),
    ]


def test_a_conversation_is_read_in_pages(client: httpx.Client) -> None:
    for number in range(5):
        chat(client, message=f"q{number}", conversation="a")
    latest = client.get("/api/conversations/a?limit=2").json()
    assert [turn["question"] for turn in latest["turns"]] == ["q3", "q4"]
    assert latest["more"]
    before = latest["turns"][0]["place"]
    older = client.get(f"/api/conversations/a?limit=3&before={before}").json()
    assert [turn["question"] for turn in older["turns"]] == ["q0", "q1", "q2"]
    assert not older["more"]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "before=-1", "before=9e9", "limit=²"])
def test_a_page_that_is_no_page_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/api/conversations/a?{query}").status_code == 400


def test_a_turn_tells_everything_about_itself(client: httpx.Client) -> None:
    chat(client, message="What is 12.5*2 and fail", conversation="a")
    (turn,) = turns(client, "a")
    assert turn["reason"] == "answered" and turn["seconds"] == 0.4
    assert turn["rating"] is None and turn["asked_at"].endswith("+00:00")
    failed = turn["reply"]["activities"][3]
    assert failed["state"] == "failed" and failed["result"] == "Division by zero"


def test_other_platforms_are_another_matter(service: PageService, client: httpx.Client) -> None:
    turn = elsewhere(service)
    assert client.get("/api/conversations/telegram:1").status_code == 400
    assert client.delete("/api/conversations/telegram:1").status_code == 400
    assert turns(client, "1") == []
    rated = client.put(f"/api/turns/{turn}/rating", json={"rating": "up"})
    assert rated.status_code == 404
    client.delete("/api/conversations/1")
    assert service.do(service.store.history("telegram:1")).turns[0].answer == "secret"


def test_a_title_is_given_and_taken_away(client: httpx.Client) -> None:
    chat(client, message="first", conversation="a")
    for title, shown in ((" Sums  of\n mine ", "Sums of mine"), ("", "first")):
        assert client.patch("/api/conversations/a", json={"title": title}).status_code == 204
        assert client.get("/api/conversations").json()[0]["title"] == shown
    assert client.patch("/api/conversations/a", json={"title": "x" * 201}).status_code == 400
    assert client.patch("/api/conversations/a", json={"name": "x"}).status_code == 400


def test_the_language_is_chosen_per_conversation(
    service: PageService, client: httpx.Client
) -> None:
    assert client.get("/api/conversations/a").json()["language"] == "auto"
    client.patch("/api/conversations/a", json={"language": "zh"})
    assert client.get("/api/conversations/a").json()["language"] == "zh"
    profile = service.do(service.store.profile("web:a"))
    assert profile is not None and profile.instructions == "Be kind."
    client.patch("/api/conversations/a", json={"language": "auto"})
    assert client.get("/api/conversations/a").json()["language"] == "auto"
    assert client.patch("/api/conversations/a", json={"language": "fr"}).status_code == 400


def test_reset_forgets_for_the_agent_and_keeps_for_the_eye(
    service: PageService, client: httpx.Client
) -> None:
    chat(client, message="first", conversation="a")
    assert client.post("/api/conversations/a/reset").status_code == 204
    assert service.do(service.store.history("web:a")).turns == ()
    assert len(turns(client, "a")) == 1


def test_delete_stops_and_forgets(service: PageService, client: httpx.Client) -> None:
    client.post("/api/conversations/a/messages", json={"message": "hold it"})
    assert client.delete("/api/conversations/a").status_code == 204
    assert client.get("/api/conversations").json() == []
    assert turns(client, "a") == []
    assert client.delete("/api/conversations/a").status_code == 204
    chat(client, message="anew", conversation="a")
    assert [turn["question"] for turn in turns(client, "a")] == ["anew"]


def test_an_answer_is_rated_and_the_rating_taken_back(client: httpx.Client) -> None:
    turn = chat(client, message="hi", conversation="a")[0][1]["turn"]
    for rating in ("up", "down", None):
        rated = client.put(f"/api/turns/{turn}/rating", json={"rating": rating})
        assert rated.status_code == 204
        assert turns(client, "a")[0]["rating"] == rating
    assert client.put(f"/api/turns/{turn}/rating", json={"rating": "5"}).status_code == 400
    assert client.put("/api/turns/web:none/rating", json={"rating": "up"}).status_code == 404


def test_who_answers_is_told(client: httpx.Client) -> None:
    about = client.get("/api/about").json()
    assert about["model"] == "stand-in" and about["starter"] is False
