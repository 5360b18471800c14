"""Questions from the command line reach the model, run tools, and come back as promised."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run
from bot.terminal.talk import Silence
from tests.servers.openai_server import Call, Fault, Say, ScriptedServer
from tests.servers.pages import Page, PageServer

ROOT = Path(__file__).parents[3]
Captured = pytest.CaptureFixture[str]

QUESTION = "How many days are there between 2024-01-01 and 2024-06-19?"
DAYS = Call(name="time_delta", arguments='{"start_time": "2024-01-01", "end_time": "2024-06-19"}')
PLAN = json.dumps(
    {
        "task_name": "Count the days",
        "command": {"name": "time_delta", "args": json.loads(DAYS.arguments)},
    }
)
DONE = json.dumps(
    {"task_name": "Done", "command": {"name": "task_complete", "args": {"reason": "known"}}}
)


def served(monkeypatch: pytest.MonkeyPatch, server: ScriptedServer) -> ScriptedServer:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    return server


def test_ask_shows_steps_aside_and_the_answer_on_stdout(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with ScriptedServer([Say(calls=(DAYS,)), "170 days."], personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["ask", QUESTION]) == 0
    told = capsys.readouterr()
    assert told.out == "170 days.\n"
    assert 'Run: time_delta {"start_time": "2024-01-01"' in told.err
    assert "Result: 170 days" in told.err


def test_ask_as_json_prints_one_object_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with ScriptedServer([Say(calls=(DAYS,)), "共170天。"], personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["ask", QUESTION, "--json"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert told.out.count("\n") == 1
    assert list(answer) == ["answer", "steps", "model", "usage", "reason"]
    assert (answer["answer"], answer["model"], answer["reason"]) == (
        "共170天。", "scripted", "answered",
    )  # fmt: skip
    (step,) = answer["steps"]
    assert list(step) == ["thought", "tool", "args", "result", "failed"]
    assert step["args"] == json.loads(DAYS.arguments)
    assert step["result"].startswith("170 days")
    assert step["failed"] is False
    assert answer["usage"]["calls"] == 2


def test_a_model_that_is_down_is_one_line_and_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with ScriptedServer() as server:
        served(monkeypatch, server)
    for command in (["ask", "Hi", "--json"], ["--query=Hi"], ["--query=Hi", "--json"]):
        assert run(command) == 1
        told = capsys.readouterr()
        assert told.out in ("", "Thinking\n")
        assert "can't be reached" in told.err
        assert told.err.count("\n") == 1
        assert "Traceback" not in told.err


def test_a_wrong_model_name_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    with ScriptedServer([], personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["ask", "Hi", "--model", "Nobody-7B"]) == 1
    assert "`Nobody-7B` does not exist" in capsys.readouterr().err


def test_an_id_continues_the_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(lambda body: "Noted.", personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["ask", "My name is Ann.", "--id", "me"]) == 0
        assert run(["ask", "Who am I?", "--id", "me"]) == 0
        assert run(["ask", "Who am I?", "--id", "other"]) == 0
        assert run(["ask", "Who am I?"]) == 0
    told = ["My name is Ann." in json.dumps(body["messages"]) for body in server.requests]
    assert told == [True, True, False, False]


def test_the_original_command_prints_the_chain(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    replies = [PLAN, DONE, "It is 170 days."]
    with ScriptedServer(replies, personality="vllm", tools=False) as server:
        served(monkeypatch, server)
        monkeypatch.setenv("KAGENT_PLANNER", "kagentsys")
        assert run([f"--query={QUESTION}", "--max_iter_num", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    labels = [line.partition(":")[0] for line in lines]
    assert labels[:4] == ["Thinking", "Thought", "Execute", "Observation"]
    assert labels[-3:-1] == ["Finish", "Conclusion"]
    assert lines[-1] == "It is 170 days."


def test_the_original_result_object(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    history = '[{"query": "早", "answer": "早上好"}]'
    with ScriptedServer([Say(calls=(DAYS,)), "共170天。"], personality="vllm") as server:
        served(monkeypatch, server)
        command = ["--query", QUESTION, "--lang=zh", "--history", history, "--json"]
        assert run(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["response"] == "共170天。"
    assert told["history"][0] == {"query": "早", "answer": "早上好"}
    assert told["history"][1]["query"] == QUESTION
    actions = [item["action"] for item in told["chain_msg"]]
    assert actions[0] == "thinking"
    assert actions[-3:] == ["finish", "conclusion", "chain_end"]
    assert "早上好" in json.dumps(server.requests[0], ensure_ascii=False)
    assert "观察: 170 days" in told["chain_msg_str"]


@pytest.mark.parametrize("switch", [["--use_local_llm"], ["--use_local_llm", "True"]])
def test_a_local_fastchat_gets_the_models_own_template(
    switch: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    name = "KAgentLMs_qwen_7b_MAT"
    replies = [PLAN, "共170天。"]
    with ScriptedServer(replies, personality="fastchat", model=name) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-you")
        command = ["--query", QUESTION, "--llm_name", name, *switch]
        assert run([*command, "--local_llm_port", str(server.port), "--lang=zh"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "共170天。"
    assert server.paths.count("/v1/completions") == 2
    first = server.requests[0]
    assert first["model"] == name
    assert first["prompt"].endswith("<|im_start|>assistant\n")
    assert (first["temperature"], first["top_p"], first["top_k"]) == (0.1, 0.75, 40)
    assert "sk-not-for-you" not in json.dumps([dict(headers) for headers in server.headers])


def test_a_local_chat_server_is_asked_for_its_own_model(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("KAGENT_MODEL", "elsewhere")
    with ScriptedServer(["Hello."], personality="llamacpp", model="Qwen3-4B") as server:
        port = f"--local_llm_port={server.port}"
        assert run(["--query=Hi", "--use_local_llm=True", "--local_llm_host=127.0.0.1", port]) == 0
    assert server.requests[0]["model"] == "Qwen3-4B"
    assert capsys.readouterr().out.splitlines()[-1] == "Hello."


@pytest.mark.parametrize("word", ["False", "false", "0"])
def test_not_using_a_local_model_can_be_said(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Hello."], personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["--use_local_llm", word, "--query=Hi", "--local_llm_port=1"]) == 0
    assert len(server.requests) == 1


def test_the_named_model_goes_before_the_setting_and_keeps_its_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer(lambda body: "Hello.", personality="llamacpp") as server:
        served(monkeypatch, server)
        monkeypatch.setenv("KAGENT_MODEL", "Big-One")
        assert run(["--query=Hi"]) == 0
        assert run(["--query=Hi", "--llm_name=Small-One"]) == 0
    assert [body["model"] for body in server.requests] == ["Big-One", "Small-One"]


def test_who_the_agent_is_and_which_tools_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(lambda body: "Hello.", personality="vllm") as server:
        served(monkeypatch, server)
        who = ["--agent_name=Ada", "--agent_bio=Counts days", "--agent_instructions=Be terse"]
        assert run(["--query=Hi", *who, '--tool_names=["日历"]']) == 0
        assert run(["--query=Hi", '--tool_names=["notool"]']) == 0
    first, second = server.requests
    system = first["messages"][0]["content"]
    assert all(word in system for word in ("Ada", "Counts days", "Be terse"))
    assert [tool["function"]["name"] for tool in first["tools"]] == ["get_calendar_info"]
    assert "tools" not in second


def test_an_unknown_tool_is_wrong_use(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    with ScriptedServer() as server:
        served(monkeypatch, server)
        assert run(["--query=Hi", '--tool_names=["hammer"]']) == 2
    told = capsys.readouterr().err
    assert "'hammer'" in told
    assert "get_calendar_info" in told


async def test_external_knowledge_is_told_to_the_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "facts.md"
    file.write_text("# Facts\n" + "Nothing to see here.\n" * 2000 + "The code word is heron.\n")
    page = {"/p": Page(b"<p>The code word is <b>egret</b>.</p>")}
    with ScriptedServer(lambda body: "It is.", personality="vllm") as server:
        served(monkeypatch, server)
        async with PageServer(page) as pages:
            for source in (str(file), f"{pages.url}/p"):
                command = ["--query=What is the code word?", "--external_knowledge", source]
                assert await asyncio.to_thread(run, [*command, "--id", source]) == 0
    first, second = (json.dumps(body["messages"]) for body in server.requests)
    assert "heron" in first
    assert len(first) < 4096 * 4
    assert "egret" in second


def test_long_knowledge_is_kept_for_its_conversation_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "facts.md"
    lines = [f"Room {number} has a door and a window.\n\n" for number in range(2000)]
    file.write_text("".join((*lines, "# Code\nThe code word is heron.\n\n", *lines)))
    query = "--query=What is the code word?"
    with ScriptedServer(lambda body: "It is.", personality="vllm") as server:
        served(monkeypatch, server)
        assert run([query, "--external_knowledge", str(file), "--id=one"]) == 0
        assert run([query, "--history=[]", "--id=one"]) == 0
        assert run([query, "--id=two"]) == 0
    first, again, other = (json.dumps(body["messages"]) for body in server.requests)
    assert "heron" in first and "heron" in again
    assert first.count("heron") == 1
    assert len(first) < 4096 * 3
    assert "heron" not in other


def test_a_prompt_limit_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.dumps([{"query": "word " * 300, "answer": "word " * 300}] * 6)
    with ScriptedServer(lambda body: "Short.", personality="vllm", window=32768) as server:
        served(monkeypatch, server)
        assert run(["--query=Hi", "--history", said, "--max_tokens_num=2048"]) == 0
    prompts = [json.dumps(body["messages"]) for body in server.requests]
    assert all(len(prompt) < 2048 * 4 for prompt in prompts)


def test_the_style_can_be_set_for_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer([PLAN, DONE, "170."], personality="vllm") as server:
        served(monkeypatch, server)
        monkeypatch.setenv("KAGENT_PLANNER", "kagentsys")
        assert run([f"--query={QUESTION}", "--max_iter_num=3"]) == 0
    assert all("tools" not in body for body in server.requests)


async def test_a_model_that_keeps_silent_is_told_of(capsys: Captured) -> None:
    heard = Silence(0.0)
    await asyncio.sleep(0.01)
    assert "has not answered yet" in capsys.readouterr().err
    heard.broken()
    heard.over()
    silent = Silence(60.0)
    silent.broken()
    silent.over()
    await asyncio.sleep(0.01)
    assert capsys.readouterr().err == ""


def test_ctrl_c_is_code_130_without_a_traceback() -> None:
    with ScriptedServer([Fault(kind="hang")], personality="vllm") as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "Hi"],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENAI_BASE_URL": server.url, "PYTHONPATH": str(ROOT)},
        )
        assert server.asked.wait(30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "")
    assert server.disconnected.wait(10)


def test_a_reply_broken_off_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with ScriptedServer([Fault(kind="close_midstream")], personality="vllm") as server:
        served(monkeypatch, server)
        assert run(["ask", "Hi"]) == 1
    assert "broke off its answer" in capsys.readouterr().err
