"""Every command in the README runs, in both languages, and its tables say what the program says."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.config import Settings
from bot.models.voice import STARTER
from bot.terminal.kagentsys import Flags
from tests.servers.hub import Hub
from tests.servers.openai_server import Call, Say, ScriptedServer
from tests.servers.service import ServiceProcess
from tests.servers.tiny_gguf import write_tiny_gguf

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README_ZH.md"))
Check = Callable[[Path], None]
DAYS = Call(name="time_delta", arguments='{"start_time": "2024-01-01", "end_time": "2024-06-19"}')
QUESTION = '"How many days are there between 2024-01-01 and 2024-06-19?"'


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    return [line for block in blocks(text, "bash") for line in block.splitlines() if line]


def shell(
    command: str, home: Path, said: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it as a person does who has just set the program up, in an empty home."""
    bare = {"HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command],
        input=said,
        capture_output=True,
        text=True,
        cwd=home,
        timeout=120,
        check=False,
        env={**bare, "PATH": path, **environment},
    )


def worked(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


# Each command of the README, and how it is shown to work.


def outside_make() -> dict[str, str]:
    """The environment as it is where no `make` runs this test."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def makes(target: str, last: str) -> Check:
    """A target is not run within a test run that it would start anew; its last step is this."""

    def check(home: Path) -> None:
        command = ["make", "-n", "--no-print-directory", target]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, check=True, env=outside_make()
        )
        assert done.stdout.splitlines()[-1].removeprefix("exec ").strip() == last

    return check


def bench(home: Path) -> None:
    makes("bench", ".venv/bin/python -m tests.bench")(home)
    assert importlib.util.find_spec("tests.bench") is not None


def in_ci(target: str, last: str) -> Check:
    """Besides, the project's own automation runs the target itself."""

    def check(home: Path) -> None:
        makes(target, last)(home)
        assert f"make {target}" in (ROOT / ".ci/run").read_text().splitlines()

    return check


def container(home: Path) -> None:
    """No Docker engine is needed here: its steps are those of make, which is tested."""
    assert "build: ." in (ROOT / "compose.yaml").read_text()
    steps = (ROOT / "Dockerfile").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^RUN make (\w+)$", steps, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert 'CMD ["kagentsys", "serve"]' in steps
    assert "KAGENT_HTTP_HOST=0.0.0.0" in steps


def run_in_empty_home(command: str, expected: str) -> Check:
    def check(home: Path) -> None:
        file = write_tiny_gguf(home / "my-model.gguf", name="my-model")
        assert expected in worked(shell(command, home, KAGENT_MODEL_PATH=str(file)))

    return check


def use(home: Path) -> None:
    write_tiny_gguf(home / "my-model.gguf", name="Mine")
    assert "Mine" in worked(shell("kagentsys models use ./my-model.gguf", home))
    assert "* my-model.gguf" in worked(shell("kagentsys models list", home))


def pull(home: Path) -> None:
    name = "Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf"
    content = write_tiny_gguf(home / "m.gguf").read_bytes()
    owner, repository, file = name.split("/")
    with Hub(f"/{owner}/{repository}/resolve/main/{file}", content) as hub:
        worked(shell(f"kagentsys models pull {name}", home, KAGENT_HUB_URL=hub.url))
    assert f"  {file}" in worked(shell("kagentsys models list", home))


def answered(command: str, replies: list[str | Say], end: str, said: str = "") -> Check:
    """What it prints ends so, when the model says this."""

    def check(home: Path) -> None:
        with ScriptedServer(replies, personality="vllm") as server:
            out = worked(shell(command, home, said=said, OPENAI_BASE_URL=server.url))
        assert out.endswith(end)

    return check


def ask_as_json(home: Path) -> None:
    command = 'kagentsys ask "2026年的二十四节气" --json'
    with ScriptedServer([TERMS, "小寒 2026-01-05"], personality="vllm") as server:
        told = json.loads(worked(shell(command, home, OPENAI_BASE_URL=server.url)))
    assert told["answer"] == "小寒 2026-01-05"
    assert "小寒" in told["steps"][0]["result"]


def local(home: Path) -> None:
    with ScriptedServer(['{"', "朱丽倩"], personality="fastchat", model=KAGENTLM) as server:
        command = LOCAL.replace("8888", str(server.port))
        out = worked(shell(command, home))
    assert out.splitlines()[-1] == "朱丽倩"
    assert server.paths.count("/v1/completions") >= 1


def over_http(home: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    asked = [line for line in commands(ENGLISH) if line.startswith(("TOKEN=", "curl "))]
    assert len(asked) == 4
    reply = Say(calls=(Call(name="calculator", arguments='{"expression": "12.5*(3+4)"}'),))
    with (
        ScriptedServer([reply, "87.5."] * 2, personality="vllm") as server,
        ServiceProcess(home, {"OPENAI_BASE_URL": server.url}) as service,
    ):
        script = "\n".join(asked).replace("http://127.0.0.1:8080", service.url)
        told = worked(shell(f"set -e\n{script}", home, KAGENT_DATA_DIR=str(home / "data")))
    assert "event: done" in told
    assert '"content":"87.5."' in told.replace('": ', '":')
    assert '"ready":true' in told


def seen_over_http(home: Path) -> None:
    """`curl` is run with the others of its block, in their order: `over_http`."""


def measured(home: Path) -> None:
    label = {"id": 1, "query": "q", "type": "conclusion", "golden_result_list": ["It is 170 days."]}
    label["prompt_input"] = {"KuaiAgent": "…"}
    (home / "benchmark_eval.jsonl").write_text(json.dumps(label))
    infer, score, compare, report = (line for line in commands(ENGLISH) if " bench " in line)
    with ScriptedServer(["It is 170 days."], personality="vllm") as server:
        assert "1 of 1 answers" in worked(shell(infer, home, OPENAI_BASE_URL=server.url))
    assert "conclusion : 100.00" in worked(shell(score, home))
    (home / "baseline.json").write_bytes((home / "run.json").read_bytes())
    assert "no difference" in worked(shell(compare, home))
    told = worked(shell(report, home))
    assert "Qwen-MAT" in told and "run" in told


KAGENTLM = "kagentlms_qwen_7b_mat"
LOCAL = next(line for line in commands(ENGLISH) if "--use_local_llm" in line)
SUM = Say(calls=(Call(name="calculator", arguments='{"expression": "37*24"}'),))
TERMS = Say(calls=(Call(name="get_solar_terms_info", arguments='{"year": "2026"}'),))
PYTEST = ".venv/bin/python -m pytest -n auto --maxprocesses 4 --dist worksteal"


def sets_up(platform: str) -> Check:
    """The walk to a platform, against a local one."""

    def check(home: Path) -> None:
        serving = [sys.executable, "-m", f"bot.playground.{platform}", "--port", "0"]
        with subprocess.Popen(serving, cwd=ROOT, stdout=subprocess.PIPE, text=True) as playground:
            assert playground.stdout is not None
            told = dict(pair.split("=", 1) for pair in playground.stdout.readline().split())
            where = {name: value for name, value in told.items() if name.endswith("_URL")}
            tokens = [value for name, value in told.items() if name.endswith("_TOKEN")]
            said = "\n".join([*tokens, "", "", "", ""])
            printed = worked(shell(f"kagentsys setup {platform}", home, said, **where))
            playground.kill()
        assert "Next: start it with kagentsys serve" in printed
        assert all(token in (home / ".env").read_text() for token in tokens)

    return check


CHECKS: dict[str, Check] = {
    "kagentsys setup telegram": sets_up("telegram"),
    "kagentsys setup slack": sets_up("slack"),
    "kagentsys setup discord": sets_up("discord"),
    "kagentsys playground telegram": run_in_empty_home(
        "kagentsys playground telegram", "A local Telegram is at 127.0.0.1:8081"
    ),
    "make run": makes("run", ".venv/bin/kagentsys serve"),
    "kagentsys models list": run_in_empty_home("kagentsys models list", "* my-model.gguf"),
    "kagentsys models use ./my-model.gguf": use,
    "kagentsys models pull Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf": pull,
    "kagentsys doctor": run_in_empty_home("KAGENT_HTTP_PORT=0 kagentsys doctor", "All is well."),
    f"kagentsys ask {QUESTION}": answered(
        f"kagentsys ask {QUESTION}", [Say(calls=(DAYS,)), "170 days."], "170 days.\n"
    ),
    'kagentsys ask "2026年的二十四节气" --json': ask_as_json,
    "kagentsys chat": answered("kagentsys chat", ["Hello."], "Hello.\n", said="Hi\n"),
    'kagentsys --query="计算 37*24 等于多少" --lang="zh"': answered(
        'kagentsys --query="计算 37*24 等于多少" --lang="zh"',
        [SUM, "等于888。"],
        "\n等于888。\n",
    ),
    LOCAL: local,
    "TOKEN=$(kagentsys token)": over_http,
    "docker compose up --build": container,
    "make test": in_ci("test", PYTEST),
    "make check": in_ci("check", ".venv/bin/lint-imports"),
    "make bench": bench,
}


def check_of(command: str) -> Check:
    if command.startswith("curl "):
        return seen_over_http
    return measured if command.startswith("kagentsys bench ") else CHECKS[command]


@pytest.mark.parametrize("command", dict.fromkeys(commands(ENGLISH)))
def test_the_command_works(command: str, tmp_path: Path) -> None:
    check_of(command)(tmp_path)


@pytest.mark.parametrize(
    ("start", "tool", "said"),
    [
        (f"kagentsys ask {QUESTION}", "time_delta", "170"),
        ('kagentsys ask "2026', "get_solar_terms_info", "2026"),
        ('kagentsys --query="计算 37*24', "calculator", "888"),
    ],
)
def test_without_any_server_the_starter_model_answers(
    start: str, tool: str, said: str, tmp_path: Path
) -> None:
    (command,) = [line for line in commands(ENGLISH) if line.startswith(start)]
    told = json.loads(worked(shell(command.removesuffix(" --json") + " --json", tmp_path)))
    assert said in (told.get("answer") or told["response"])
    assert tool in json.dumps(told)


def test_the_starter_model_is_as_small_as_it_says() -> None:
    size = f"{STARTER.stat().st_size / 1e6:.0f} MB"
    for text in (ENGLISH, CHINESE):
        assert set(re.findall(r"\d+ MB", text)) == {size}


def test_both_languages_have_the_same_commands_and_settings() -> None:
    assert commands(CHINESE) == commands(ENGLISH)
    assert blocks(CHINESE, "ini") == blocks(ENGLISH, "ini")
    named = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)
    names = [re.findall(r"`([^`]+)`", "".join(named.findall(text))) for text in (ENGLISH, CHINESE)]
    assert names[0] == names[1]


def test_the_settings_in_a_file_are_those_of_the_readme(tmp_path: Path) -> None:
    (written,) = blocks(ENGLISH, "ini")

    def reply(body: dict[str, object]) -> str:
        return f"This is {body['model']}."

    with ScriptedServer(reply, personality="llamacpp") as server:
        (tmp_path / ".env").write_text(written.replace("http://127.0.0.1:8000/v1", server.url))
        assert worked(shell("kagentsys ask Hi", tmp_path)) == "This is qwen2.5-7b-instruct.\n"
    headers = [headers["authorization"] for headers in server.headers]
    assert headers == ["Bearer your-key-if-the-server-wants-one"]


def test_the_table_of_flags_is_the_programs() -> None:
    rows = re.findall(r"^\| (`--[^|]+) \|([^|]*)\|", ENGLISH, re.MULTILINE)
    told: dict[str, str] = {}
    for names, defaults in rows:
        flags, values = (re.findall(r"`([^`]+)`", cell) for cell in (names, defaults))
        told |= dict(zip(flags, values or [""] * len(flags), strict=True))
    known = {
        f"--{name}": str(getattr(Flags(query=""), name)) for name in Flags.__dataclass_fields__
    }
    assert told == known | {"--llm_name": "gpt-3.5-turbo", "--json": ""}
    group = typer.main.get_command(app)
    assert set(told) <= {name for parameter in group.params for name in parameter.opts}


def test_the_table_of_settings_is_the_programs() -> None:
    aliases: set[str] = set()
    for field in Settings.model_fields.values():
        alias = field.validation_alias
        aliases |= set(getattr(alias, "choices", None) or [str(alias)])
    settings = (ROOT / "docs/settings.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[A-Z][A-Z_]+`[^|]*) \|", f"{ENGLISH}\n{settings}", re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named <= aliases
    assert {name for name in aliases if name.startswith("KAGENT_")} <= set(
        re.findall(r"`([A-Z_]+)`", settings)
    )
