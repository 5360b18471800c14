"""Talking over HTTP: messages are taken once and for good, replies are seen by whoever looks."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.pages.wire import LONGEST_BODY, LONGEST_QUESTION
from tests.servers.page_service import PageService

SUM = "What is 12.5*(3+4)?"


def events(answer: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a stream as they come."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def chat(client: httpx.Client, **said: str) -> list[tuple[str, dict[str, Any]]]:
    with client.stream("POST", "/api/chat", json=said) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(events(answer))


def turns(client: httpx.Client, conversation: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/conversations/{conversation}").json()["turns"]
    return found


def hold(client: httpx.Client, conversation: str, text: str = "hold it") -> str:
    """Ask something that is not answered before `release`; its turn."""
    path = f"/api/conversations/{conversation}/messages"
    turn: str = client.post(path, json={"message": text}).json()["turn"]
    return turn


def test_a_question_is_answered_in_events(client: httpx.Client) -> None:
    seen = chat(client, message=SUM, conversation="sums")
    assert seen[0][0] == "accepted"
    assert seen[-1] == ("done", {"conversation": "sums", "turn": seen[0][1]["turn"]})
    replies = [data for name, data in seen if name == "reply"]
    assert [reply["final"] for reply in replies] == [False] * (len(replies) - 1) + [True]
    last = replies[-1]
    assert last["text"] == f"You said: {SUM}"
    assert last["model"] == "stand-in" and last["tokens"] == 342
    assert [(act["kind"], act["title"], act["state"]) for act in last["activities"]] == [
        ("thought", "Work it out", "done"),
        ("tool", "calculator", "done"),
    ]
    assert last["activities"][1]["result"] == "87.5"
    assert turns(client, "sums")[0]["reply"] == {k: v for k, v in last.items() if k != "turn"}


def test_chinese_goes_through_as_it_is(client: httpx.Client) -> None:
    with client.stream("POST", "/api/chat", json={"message": "你好，世界 🌏"}) as answer:
        assert "你好，世界 🌏" in answer.read().decode()


def test_a_conversation_that_is_not_named_gets_a_name(client: httpx.Client) -> None:
    first, second = (chat(client, message="hi")[0][1]["conversation"] for _ in range(2))
    assert first and second and first != second
    assert len(client.get("/api/conversations").json()) == 2


def test_whoever_leaves_loses_nothing(service: PageService, client: httpx.Client) -> None:
    with client.stream(
        "POST", "/api/chat", json={"message": "hold this", "conversation": "c"}
    ) as answer:
        assert next(events(answer))[0] == "accepted"
    service.release_soon("web:c")
    with client.stream("GET", "/api/conversations/c/live") as answer:
        list(events(answer))
    assert turns(client, "c")[0]["reply"]["text"] == "You said: hold this"


def test_whoever_comes_back_sees_how_far_it_is(service: PageService, client: httpx.Client) -> None:
    turn = hold(client, "c", "hold 12.5")
    for _ in range(2):
        with client.stream("GET", "/api/conversations/c/live") as answer:
            for _, data in events(answer):
                assert data["turn"] == turn and not data["final"]
                if data["text"]:
                    assert "You said".startswith(data["text"][:8])
                    assert data["activities"][1]["result"] == "87.5"
                    break
    with client.stream("GET", "/api/conversations/c/live") as answer:
        coming = events(answer)
        next(coming)
        service.release()
        seen = list(coming)
    assert seen[-2][1]["final"] and seen[-2][1]["text"] == "You said: hold 12.5"
    assert seen[-1][0] == "done"


def test_live_ends_at_once_where_nothing_waits(client: httpx.Client) -> None:
    chat(client, message="hi", conversation="c")
    for name in ("c", "unknown"):
        with client.stream("GET", f"/api/conversations/{name}/live") as answer:
            assert [event for event, _ in events(answer)] == ["done"]


def test_the_same_message_is_taken_once(service: PageService, client: httpx.Client) -> None:
    first = chat(client, message="hi", id="m-1")
    again = chat(client, message="hi", id="m-1")
    assert again[0] == first[0]
    assert again[-2][1] == first[-2][1]
    path = f"/api/conversations/{first[0][1]['conversation']}/messages"
    assert client.post(path, json={"message": "hi", "id": "m-1"}).status_code == 202
    assert len(turns(client, first[0][1]["conversation"])) == 1


def test_two_watchers_of_one_message_see_the_same_end(
    service: PageService, client: httpx.Client
) -> None:
    said = {"message": "hold hands", "id": "m-2"}
    with (
        client.stream("POST", "/api/chat", json=said) as one,
        client.stream("POST", "/api/chat", json=said) as two,
    ):
        both = events(one), events(two)
        for each in both:
            next(each)
        service.release_soon(service.core.told[0].conversation)
        ends = [list(each)[-2:] for each in both]
    assert ends[0] == ends[1]
    assert ends[0][0][1]["text"] == "You said: hold hands"


@pytest.mark.parametrize("other", [{"message": "ho"}, {"message": "hi", "conversation": "other"}])
def test_another_message_under_the_same_id_is_refused(
    client: httpx.Client, other: dict[str, str]
) -> None:
    chat(client, message="hi", id="m-1")
    answer = client.post("/api/chat", json={**other, "id": "m-1"})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "id_taken"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"message": 7}', 400),
        (b'{"text": "hi"}', 400),
        (b'{"message": "  \\n "}', 400),
        (b'{"message": "hi", "conversation": "a/b"}', 400),
        (b'{"message": "hi", "conversation": "telegram:1"}', 400),
        (b'{"message": "hi", "id": "' + b"x" * 65 + b'"}', 400),
        (b'{"message": "' + b"x" * (LONGEST_QUESTION + 1) + b'"}', 413),
        (b" " * (LONGEST_BODY + 1), 413),
    ],
)
def test_what_can_not_be_read_is_told_in_words(
    service: PageService, client: httpx.Client, body: bytes, status: int
) -> None:
    answer = client.post("/api/chat", content=body)
    assert answer.status_code == status
    assert len(answer.json()["error"]["message"]) > 5
    assert service.core.told == []


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/chat"), ("POST", "/api/nothing")])
def test_what_is_not_there_is_told_in_json(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code in (404, 405)
    assert answer.json()["error"]["message"]


def test_questions_of_a_conversation_are_answered_in_order(
    service: PageService, client: httpx.Client
) -> None:
    asked = [hold(client, "c", f"hold {number}") for number in range(2)]
    asked.append(hold(client, "c", "and then"))
    assert [turn["reply"]["final"] for turn in turns(client, "c")] == [False] * 3
    ended = []
    with client.stream("GET", "/api/conversations/c/live") as answer:
        for name, data in events(answer):
            if name == "reply" and data["final"]:
                ended.append(data["turn"])
            elif name == "reply" and data["text"]:
                service.release()
    assert ended == asked


def test_stop_ends_what_runs(client: httpx.Client) -> None:
    turn = hold(client, "c")
    with client.stream("GET", "/api/conversations/c/live") as answer:
        coming = events(answer)
        next(coming)
        assert client.post("/api/conversations/c/stop").json() == {"stopped": True}
        last = list(coming)[-2][1]
    assert last["turn"] == turn and last["final"] and last["notice"] == "Stopped."
    assert turns(client, "c")[0]["reason"] == "stopped"
    assert client.post("/api/conversations/c/stop").json() == {"stopped": False}


def test_ask_again_asks_the_last_question(service: PageService, client: httpx.Client) -> None:
    assert client.post("/api/conversations/c/retry").status_code == 409
    chat(client, message="one", conversation="c")
    chat(client, message="two", conversation="c")
    assert client.post("/api/conversations/c/retry").status_code == 202
    assert [message.text for message in service.core.told] == ["one", "two", "two"]
    hold(client, "c")
    assert client.post("/api/conversations/c/retry").status_code == 409


def test_a_service_that_is_not_ready_says_try_again(
    service: PageService, client: httpx.Client
) -> None:
    service.close_line()
    for path in ("/api/chat", "/api/conversations/c/messages"):
        answer = client.post(path, json={"message": "hi"})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    with client.stream("GET", "/api/conversations/c/live") as answer:
        assert answer.status_code == 200


def test_a_question_outlives_a_restart(service: PageService, client: httpx.Client) -> None:
    turn = hold(client, "c", "hold on")
    with client.stream("GET", "/api/conversations/c/live") as answer:
        coming = events(answer)
        next(coming)
        service.restart()
        assert "done" not in [name for name, _ in coming]
    with client.stream("GET", "/api/conversations/c/live") as answer:
        service.release_soon("web:c")
        seen = list(events(answer))
    assert seen[-2][1]["turn"] == turn
    assert seen[-2][1]["text"] == "You said: hold on"


def test_a_deleted_conversation_lets_its_watchers_go(
    service: PageService, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pages.chat.STILL_HERE", 0.05)
    hold(client, "c")
    with client.stream("GET", "/api/conversations/c/live") as answer:
        coming = events(answer)
        next(coming)
        service.do(service.store.delete("web:c"))
        assert list(coming)[-1][0] == "done"
