"""A newcomer tries a platform in a terminal: no token, no internet."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.servers.openai_server import ScriptedServer
from tests.servers.service import ROOT, ServiceProcess


@pytest.mark.parametrize("platform", ["telegram", "slack", "discord"])
def test_what_one_types_reaches_the_service_and_the_answer_is_printed(
    platform: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "playground", platform, "--port", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as playground:
        assert playground.stdin is not None and playground.stdout is not None
        command = next(line for line in playground.stdout if line.startswith("'"))
        settings = dict(pair.split("=", 1) for pair in re.findall(r"'([^']+)'", command))
        with (
            ScriptedServer(["Hello from the service."]) as server,
            ServiceProcess(tmp_path, settings | {"OPENAI_BASE_URL": server.url}) as service,
        ):
            while not httpx.get(f"{service.url}/readyz").json()["adapters"][platform]["ok"]:
                time.sleep(0.05)
            playground.stdin.write("Hi\n")
            playground.stdin.close()
            said = playground.stdout.read()
        assert playground.wait(30) == 0
    assert "Hello from the service.\n[" in said
