"""The service as a person starts it: what it says, what it serves, and how it ends."""

import json
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.cli import run
from tests.servers.openai_server import Call, Fault, Say, ScriptedServer
from tests.servers.service import ServiceProcess
from tests.servers.tiny_gguf import write_tiny_gguf

Captured = pytest.CaptureFixture[str]
SUM = Call(name="calculator", arguments='{"expression": "12.5*(3+4)"}')


def at(server: ScriptedServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url}


NOWHERE = {"TELEGRAM_BOT_TOKEN": "1:x", "TELEGRAM_BASE_URL": "http://127.0.0.1:9"}
"""A platform that can't be reached."""


def ask(service: ServiceProcess, message: str, **more: str) -> list[dict[str, object]]:
    """The snapshots of the reply, as the API streams them."""
    answer = httpx.post(
        f"{service.url}/api/chat",
        headers=service.auth,
        json={"message": message, **more},
        timeout=60,
    )
    answer.raise_for_status()
    data = re.findall(r"^event: reply\ndata: (.*)$", answer.text, re.MULTILINE)
    return [json.loads(each) for each in data]


def test_says_what_is_on_and_what_is_off_and_serves_it(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = [Say(calls=(SUM,)), "It is 87.5."]
    with (
        ScriptedServer(replies, personality="vllm", window=8192) as server,
        ServiceProcess(tmp_path, at(server) | NOWHERE) as service,
    ):
        for said in (
            "Model      scripted, the server's model at 127.0.0.1",
            "(window 8,192 tokens, style native)",
            "Tools      get_calendar_info",
            "Telegram   on; connecting",
            "Discord    off; three steps: kagentsys setup discord\n",
            "nobody owns it yet",
            "HTTP API",
        ):
            assert said in service.out, service.out + service.err
        with httpx.Client(base_url=service.url) as browser:
            assert browser.get("/").status_code == 401
            code = service.link.partition("#")[2]
            assert browser.post("/api/session", json={"code": code}).status_code == 204
            assert browser.get("/").status_code == 200
        monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path / "data"))
        assert run(["token", "--link"]) == 0
        with httpx.Client(base_url=service.url) as other:
            code = capsys.readouterr().out.strip().partition("#")[2]
            assert other.post("/api/session", json={"code": code}).status_code == 204
        told = httpx.get(f"{service.url}/readyz").json()
        assert told["ready"] is True and told["adapters"]["telegram"]["ok"] is False
        last = ask(service, "What is 12.5*(3+4)?")[-1]
        assert (last["text"], last["final"]) == ("It is 87.5.", True)
        assert "87.5" in json.dumps(last["activities"])
        service.tell(signal.SIGTERM)
        assert service.wait() == 0
        assert service.out.endswith("Stopped.\n")
        assert "Traceback" not in service.err


def test_the_api_of_openai_and_the_page_by_its_public_name(tmp_path: Path) -> None:
    public = {"KAGENT_PUBLIC_URL": "https://kay.example.org/"}
    with (
        ScriptedServer(["It is 87.5."], personality="vllm") as server,
        ServiceProcess(tmp_path, at(server) | public) as service,
    ):
        assert service.link.startswith("https://kay.example.org/signin#")
        for name, known in (("kay.example.org", True), ("jay.example.org", False)):
            answer = httpx.get(f"{service.url}/readyz", headers={"Host": name})
            assert (answer.status_code == 403) is not known
        body = {"model": "kagentsys", "messages": [{"role": "user", "content": "12.5*(3+4)?"}]}
        address = f"{service.url}/v1/chat/completions"
        assert httpx.post(address, json=body).status_code == 401
        answer = httpx.post(address, json=body, headers=service.auth, timeout=30).json()
    assert answer["choices"][0]["message"]["content"] == "It is 87.5."


def test_a_turn_in_progress_may_end_when_it_is_told_to_stop(tmp_path: Path) -> None:
    slow = Say(text="Slowly, one word after another.", pause=0.2)
    with (
        ScriptedServer(lambda body: slow, personality="vllm") as server,
        ServiceProcess(tmp_path, at(server)) as service,
        ThreadPoolExecutor() as beside,
    ):
        asking = beside.submit(ask, service, "Speak.")
        assert server.asked.wait(30)
        service.tell(signal.SIGTERM)
        last = asking.result(30)[-1]
        assert service.wait() == 0
    assert (last["text"], last["final"]) == (slow.text, True)
    assert len(server.requests) == 1


def test_a_second_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    with (
        ScriptedServer([Fault(kind="hang")], personality="vllm") as server,
        ServiceProcess(tmp_path, at(server)) as service,
    ):
        body = {"message": "Think."}
        url = f"{service.url}/api/conversations/c/messages"
        httpx.post(url, json=body, headers=service.auth).raise_for_status()
        assert server.asked.wait(30)
        service.tell(signal.SIGINT)
        assert service.stopping.wait(30)
        service.tell(signal.SIGINT)
        assert service.wait() == -signal.SIGINT
        assert "Traceback" not in service.err


def test_a_model_that_is_down_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    nobody = {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "KAGENT_MODEL": "m"}
    with ServiceProcess(tmp_path, nobody) as service:
        # On a slow machine there is no word from it yet.
        assert re.search(r"m at 127\.0\.0\.1:1 (does not answer yet|\(still)", service.out)
        ready = httpx.get(f"{service.url}/readyz")
        assert (ready.status_code, ready.json()["model"]["ok"]) == (503, False)
        assert httpx.get(f"{service.url}/healthz").status_code == 200


def refused(capsys: Captured, monkeypatch: pytest.MonkeyPatch, setting: dict[str, str]) -> str:
    """The one line with which the service ends that is started with these settings."""
    for name, value in {"KAGENT_HTTP_PORT": "0", **setting}.items():
        monkeypatch.setenv(name, value)
    assert run(["serve"]) in (1, 2)
    told = capsys.readouterr().err
    assert told.startswith("kagentsys: ")
    assert told.count("\n") == 1
    return told


def test_the_port_is_taken_by_another_program(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = refused(capsys, monkeypatch, {"KAGENT_HTTP_PORT": port})
    assert f"127.0.0.1:{port}: can't listen there" in told
    assert "KAGENT_HTTP_PORT=" in told


def test_a_second_one_on_the_same_folder_or_port_is_told_so(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        ScriptedServer(personality="vllm") as server,
        ServiceProcess(tmp_path, at(server)) as first,
    ):
        port = first.url.rpartition(":")[2]
        told = refused(capsys, monkeypatch, at(server) | {"KAGENT_HTTP_PORT": port})
        assert "another KAgentSys serves there already" in told
        data = str(tmp_path / "data")
        told = refused(capsys, monkeypatch, at(server) | {"KAGENT_DATA_DIR": data})
        assert f"another KAgentSys works in {data}" in told


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"KAGENT_TOOLS": "no_such:tool"}, "KAGENT_TOOLS: no_such:tool"),
        ({"KAGENT_PROFILE": "profile.toml"}, "'hammer'"),
        ({"KAGENT_MODEL_PATH": "text.gguf"}, "not a GGUF file"),
        ({"DATABASE_URL": "sqlite://"}, "needs a SQLite database with a file"),
        ({"DATABASE_URL": "sqlite:////none/x.db"}, "DATABASE_URL: can't be opened"),
    ],
)
def test_a_bad_setting_ends_it_in_one_line(
    setting: dict[str, str], said: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("profile.toml").write_text('tools = ["hammer"]')
    Path("text.gguf").write_text("text")
    with ScriptedServer(personality="vllm") as server:
        more = {} if "KAGENT_MODEL_PATH" in setting else at(server)
        assert said in refused(capsys, monkeypatch, more | setting)


def test_a_file_in_this_process_is_ready_soon_and_with_a_tool_of_ones_own(tmp_path: Path) -> None:
    file = write_tiny_gguf(tmp_path / "m.gguf", name="Mine")
    (tmp_path / "my_tools.py").write_text(
        'def shout(text: str) -> str:\n    """Say it loudly.\n\n    Args:\n'
        '        text: What to say\n    """\n    return text.upper()\n'
    )
    more = {"KAGENT_MODEL_PATH": str(file), "KAGENT_TOOLS": "my_tools:shout"}
    with ServiceProcess(tmp_path, more) as service:
        assert "Model      Mine (0 MB) in this process" in service.out, service.err
        assert "video_search, shout" in service.out
        found = re.search(r"Ready in ([\d.]+) s", service.out)
        assert found is not None
        assert float(found.group(1)) < 20  # the aim is 5 s where nothing else runs
