"""The original's flags: what they mean, and that a bad one is named."""

from dataclasses import replace

import pytest

from agent.events import Finished
from agent.history import Turn
from agent.messages import Usage
from bot.failures import BadValue
from bot.terminal.chain import Chain
from bot.terminal.kagentsys import Flags, result, understand
from tests.bot.terminal.test_chain import clock

FLAGS = Flags(query=" What is 1+1? ")


def test_the_defaults() -> None:
    command = understand(FLAGS)
    assert command.question == "What is 1+1?"
    assert (command.conversation, command.max_steps, command.max_tokens) == ("test", 1, 4096)
    assert command.server is None
    assert command.profile.tools == ("auto",)
    assert command.language == "en"


def test_all_of_them() -> None:
    command = understand(
        replace(
            FLAGS,
            history='[{"query": "q", "answer": "a"}]',
            use_local_llm="TRUE",
            local_llm_host="::1",
            local_llm_port="8000",
            tool_names='["日历", "calculator"]',
            agent_name="小快",
            agent_bio="知道日子",
            agent_instructions="简短",
            lang="zh",
        )
    )
    assert command.history == (Turn(question="q", answer="a"),)
    assert command.server == "http://[::1]:8000/v1"
    assert command.profile.tools == ("日历", "calculator")
    assert (command.profile.name, command.profile.language) == ("小快", "zh")


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("query", "  "),
        ("history", "[{]"),
        ("history", '{"query": "q"}'),
        ("history", '[{"query": "q"}]'),
        ("history", '[{"query": 1, "answer": "a"}]'),
        ("tool_names", "calculator"),
        ("tool_names", '["auto", "calculator"]'),
        ("tool_names", "[1]"),
        ("lang", "fr"),
        ("use_local_llm", "perhaps"),
        ("max_iter_num", -1),
        ("max_tokens_num", 3),
        ("llm_name", ""),
    ],
)
def test_a_bad_flag_is_named_in_one_line(flag: str, value: object) -> None:
    with pytest.raises(BadValue, match=f"^--{flag}") as caught:
        understand(replace(FLAGS, **{flag: value}))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port"), [("local host", "1"), ("h/x", "1"), ("h", "0"), ("h", "x")]
)
def test_a_bad_server_is_named(host: str, port: str) -> None:
    flags = replace(FLAGS, use_local_llm="True", local_llm_host=host, local_llm_port=port)
    with pytest.raises(BadValue, match=r"^--local_llm_"):
        understand(flags)


def test_the_result_object() -> None:
    chain = Chain(clock)
    end = Finished(
        answer="2", reason="answered", steps=(), usage=Usage(calls=1, prompt=9), model="m"
    )
    chain.begin()
    chain.feed(end)
    shown = result(understand(FLAGS), chain, (Turn(question="q", answer="a"),), end)
    assert list(shown) == ["response", "history", "chain_msg", "chain_msg_str", "more_info"]
    assert shown["response"] == "2"
    assert shown["history"] == [
        {"query": "q", "answer": "a"},
        {"query": "What is 1+1?", "answer": "2"},
    ]
    assert [item["action"] for item in shown["chain_msg"]][-1] == "chain_end"
    assert shown["more_info"]["usage"]["prompt"] == 9
