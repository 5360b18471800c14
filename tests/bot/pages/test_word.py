"""The page's buttons under a question of the assistant's reach the desk."""

import httpx
import pytest


def test_a_word_is_handed_on(client: httpx.Client) -> None:
    said = {"subject": "a" * 32, "action": "confirm"}
    assert client.post("/api/conversations/c/word", json=said).status_code == 204


@pytest.mark.parametrize(
    "said",
    [{}, {"subject": "a", "action": "retry"}, {"subject": "a" * 99, "action": "decline"}],
)
def test_anything_else_is_not(client: httpx.Client, said: dict[str, str]) -> None:
    assert client.post("/api/conversations/c/word", json=said).status_code == 400
