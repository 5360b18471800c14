"""A scripted model in a process of its own, so that its work is not counted as ours."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from tests.servers.openai_server import Call, Say, Script, ScriptedServer

ANSWER = "12 times 34 is 408."


def reply(body: dict[str, Any]) -> Say:
    """One call of the calculator, then the answer."""
    if body["messages"][-1]["role"] == "tool":
        return Say(text=ANSWER)
    return Say(calls=(Call(name="calculator", arguments='{"expression": "12*34"}'),))


def slow_reply(body: dict[str, Any]) -> Say:
    """An answer that streams for a second and a half."""
    return Say(text="one two three four five six seven eight nine ten", pause=0.15)


@contextmanager
def model_server(script: Script = reply, latency: float = 0.0) -> Iterator[str]:
    """The base URL of a model; as it is, it asks for one sum and answers at once."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, script, latency)
    )
    process.start()
    try:
        yield str(ours.recv())
    finally:
        ours.send(None)
        process.join()


def _serve(parent: Connection, script: Script, latency: float) -> None:
    with ScriptedServer(script, latency=latency) as server:
        parent.send(server.url)
        parent.recv()
