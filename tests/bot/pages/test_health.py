"""Alive and ready: what a watcher over us reads."""

import httpx
import pytest

from bot.pages.health import Health, State
from tests.servers.page_service import PageService

UP, DOWN = State(ok=True), State(ok=False, detail="does not answer")


def test_alive(service: PageService) -> None:
    service.health = Health(model=DOWN, database=DOWN)
    assert httpx.get(f"{service.url}/healthz").status_code == 200


@pytest.mark.parametrize(
    ("health", "status"),
    [
        (Health(model=UP, database=UP, adapters={"web": UP, "telegram": DOWN}), 200),
        (Health(model=DOWN, database=UP), 503),
        (Health(model=UP, database=DOWN), 503),
    ],
)
def test_ready_when_the_model_and_the_database_are(
    service: PageService, health: Health, status: int
) -> None:
    service.health = health
    answer = httpx.get(f"{service.url}/readyz")
    assert answer.status_code == status
    told = answer.json()
    assert told["ready"] is (status == 200)
    assert told["model"] == {"ok": health.model.ok, "detail": health.model.detail}
    assert told["database"]["ok"] is health.database.ok
    assert {name: state["ok"] for name, state in told["adapters"].items()} == {
        name: state.ok for name, state in health.adapters.items()
    }
