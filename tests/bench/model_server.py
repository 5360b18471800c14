"""A scripted model in a process of its own, so that its work is not counted as ours."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from tests.servers.openai_server import Call, Say, ScriptedServer

ANSWER = "12 times 34 is 408."


def reply(body: dict[str, Any]) -> Say:
    """One call of the calculator, then the answer."""
    if body["messages"][-1]["role"] == "tool":
        return Say(text=ANSWER)
    return Say(calls=(Call(name="calculator", arguments='{"expression": "12*34"}'),))


@contextmanager
def model_server() -> Iterator[str]:
    """The base URL of a model that asks for one sum and answers at once."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield str(ours.recv())
    finally:
        ours.send(None)
        process.join()


def _serve(parent: Connection) -> None:
    with ScriptedServer(reply) as server:
        parent.send(server.url)
        parent.recv()
