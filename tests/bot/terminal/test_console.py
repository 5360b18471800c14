"""The terminal conversation, piped and at a real (pseudo) terminal."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.servers.openai_server import Call, Fault, Say, ScriptedServer

ROOT = Path(__file__).parents[3]
CHAT = [sys.executable, "-m", "bot", "chat"]
SUM = Call(name="calculator", arguments='{"expression": "12.5*(3+4)"}')


def environment(server: ScriptedServer) -> dict[str, str]:
    more = {"OPENAI_BASE_URL": server.url, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    return {**os.environ, **more}


def piped(server: ScriptedServer, said: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CHAT, *more],
        input=said,
        env=environment(server),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Terminal:
    """A chat at a pseudo-terminal; ``seen`` is all that it showed."""

    def __init__(self, server: ScriptedServer) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            CHAT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(server),
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""
        self._place = 0

    def until(self, text: str, seconds: float = 30.0) -> None:
        """Read until the text is shown after what was waited for before."""
        end = time.monotonic() + seconds
        while (found := self.seen.find(text, self._place)) < 0:
            assert time.monotonic() < end, f"{text!r} was not shown after {self.seen!r}"
            if select.select([self._master], [], [], 0.1)[0]:
                self.seen += os.read(self._master, 4096).decode(errors="replace")
        self._place = found + len(text)

    def say(self, line: str) -> None:
        os.write(self._master, line.encode() + b"\n")

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def leave_by_interrupt(self) -> int:
        """Press Ctrl-C until it ends: readline does not hear one as it begins to listen."""
        for _ in range(10):
            self.interrupt()
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(2)
        raise AssertionError("it does not end")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self._master)


@contextmanager
def terminal(server: ScriptedServer) -> Iterator[Terminal]:
    opened = Terminal(server)
    try:
        yield opened
    finally:
        opened.close()


def test_piped_lines_are_questions_of_one_conversation() -> None:
    replies = ["Hello Ann.", Say(calls=(SUM,)), "87.5."]
    with ScriptedServer(replies, personality="vllm") as server:
        done = piped(server, "I am Ann.\n\nWhat is 12.5*(3+4)?\n")
    assert (done.returncode, done.stdout) == (0, "Hello Ann.\n87.5.\n")
    assert "Run: calculator" in done.stderr
    assert "I am Ann." in str(server.requests[1]["messages"])


def test_words_of_command() -> None:
    with ScriptedServer(lambda body: "Yes.", personality="vllm") as server:
        said = "/retry\nI am Ann.\n/reset\nWho am I?\n/retry\n/what\n/help\n/exit\nnever asked\n"
        done = piped(server, said)
    assert done.returncode == 0
    assert done.stdout.startswith("Yes.\nYes.\nYes.\n/retry  ask the last question again")
    assert "Nothing was asked yet." in done.stderr
    assert "There is no /what" in done.stderr
    assert len(server.requests) == 3
    assert "Ann" not in str(server.requests[1]["messages"])
    assert "never asked" not in str(server.requests)


def test_a_question_without_an_answer_does_not_end_it_but_is_told_by_the_code() -> None:
    replies = [Fault(kind="status", status=401), "Here I am."]
    with ScriptedServer(replies, personality="llamacpp") as server:
        done = piped(server, "One\nTwo\n")
    assert (done.returncode, done.stdout) == (1, "Here I am.\n")
    assert "Traceback" not in done.stderr


def test_a_kept_conversation_goes_on_in_the_next_process() -> None:
    with ScriptedServer(lambda body: "Yes.", personality="vllm") as server:
        piped(server, "I am Ann.\n", "--id", "me")
        piped(server, "/retry\n", "--id", "me")
    assert "I am Ann." in str(server.requests[1]["messages"][-1])


def test_ctrl_c_stops_the_answer_and_keeps_the_conversation() -> None:
    replies = [Fault(kind="hang"), "Here."]
    with ScriptedServer(replies, personality="vllm") as server, terminal(server) as chat:
        chat.until("> ")
        chat.say("Think long.")
        assert server.asked.wait(30)
        chat.interrupt()
        chat.until("Stopped.")
        assert server.disconnected.wait(10)
        chat.until("> ")
        chat.say("And now?")
        chat.until("Here.")
        chat.until("> ")
        chat.say("/exit")
        assert chat.process.wait(20) == 0
        assert "Traceback" not in chat.seen


def test_ctrl_c_at_the_prompt_leaves_without_a_traceback() -> None:
    with ScriptedServer(personality="vllm") as server, terminal(server) as chat:
        chat.until("> ")
        assert chat.leave_by_interrupt() == 130
        assert "Traceback" not in chat.seen


def test_the_answer_grows_and_icons_mark_the_steps() -> None:
    replies = [Say(calls=(SUM,)), Say(text="It is eighty-seven and a half.", pause=0.05)]
    with ScriptedServer(replies, personality="vllm") as server, terminal(server) as chat:
        chat.until("> ")
        chat.say("What is 12.5*(3+4)?")
        chat.until("It is")
        chat.until("a half.")
        assert "🔧 calculator" in chat.seen
        assert "👀 " in chat.seen
