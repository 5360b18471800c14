"""What a refusal says, in the shapes that servers give it."""

import pytest

from agent.openai_faults import Refusal


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "No such field."}}, "No such field."),
        ({"error": "No such field."}, "No such field."),
        ({"message": "No such field.", "code": 400}, "No such field."),
        ({"text": "No such field.", "error_code": 400}, "No such field."),
        ({"detail": "No such field."}, "No such field."),
        ({"detail": [{"loc": ["body", "tools"]}]}, "[{'loc': ['body', 'tools']}]"),
        ({}, ""),
        (None, ""),
    ],
)
def test_every_servers_words_are_found(body: object, said: str) -> None:
    refusal = Refusal(status=422, body=body)
    assert refusal.message == said
    assert said in str(refusal.error("here"))
