"""The door: nobody comes in without a key, from another site, or under a borrowed name."""

import httpx
import pytest

from bot.pages.gate import Hosts
from bot.pages.sign_in import TRIES
from tests.servers.page_service import PageService

ROOMS = [
    ("GET", "/"),
    ("POST", "/api/chat"),
    ("GET", "/api/conversations"),
    ("GET", "/api/conversations/a"),
    ("PATCH", "/api/conversations/a"),
    ("DELETE", "/api/conversations/a"),
    ("POST", "/api/conversations/a/messages"),
    ("GET", "/api/conversations/a/live"),
    ("POST", "/api/conversations/a/stop"),
    ("POST", "/api/conversations/a/retry"),
    ("POST", "/api/conversations/a/reset"),
    ("PUT", "/api/turns/web:1/rating"),
    ("GET", "/api/about"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("GET", "/static/app.js"),
    ("GET", "/nowhere"),
]


@pytest.mark.parametrize(("method", "path"), ROOMS)
def test_every_room_is_closed_to_whoever_has_no_key(
    service: PageService, method: str, path: str
) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "kagentsys=1.2.3"}):
        answer = httpx.request(method, service.url + path, headers=headers)
        assert answer.status_code == 401
    assert service.core.told == []


def test_a_browser_without_a_key_is_told_how_to_come_in(service: PageService) -> None:
    page = httpx.get(service.url)
    assert page.status_code == 401
    assert "kagentsys token" in page.text
    assert service.token not in page.text


def test_an_api_client_without_a_key_is_told_so_in_json(service: PageService) -> None:
    answer = httpx.get(f"{service.url}/api/conversations")
    assert "kagentsys token" in answer.json()["error"]["message"]
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/signin", "/static/style.css"])
def test_what_tells_nothing_is_open(service: PageService, path: str) -> None:
    assert httpx.get(service.url + path).status_code == 200


def test_the_token_opens(client: httpx.Client) -> None:
    assert client.get("/api/conversations").json() == []
    assert "composer" in client.get("/").text


def test_a_used_link_opens_nothing(service: PageService) -> None:
    code = service.link.partition("#")[2]
    with httpx.Client(base_url=service.url) as browser:
        assert browser.post("/api/session", json={"code": code}).status_code == 204
        assert browser.get("/api/conversations").status_code == 200
        assert browser.get("/api/session").json() == {"signed_in": True}
    with httpx.Client(base_url=service.url) as other:
        assert other.post("/api/session", json={"code": code}).status_code == 401
        assert other.get("/api/conversations").status_code == 401


def test_looking_at_the_link_does_not_use_it(service: PageService) -> None:
    link = service.link
    for _ in range(2):
        assert httpx.get(link).status_code == 200
        assert httpx.head(link).status_code == 200
    code = link.partition("#")[2]
    assert httpx.post(f"{service.url}/api/session", json={"code": code}).status_code == 204


def test_a_session_is_a_careful_cookie_and_ends_when_one_leaves(service: PageService) -> None:
    with httpx.Client(base_url=service.url) as browser:
        entered = browser.post("/api/session", json={"token": service.token})
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
        assert service.token not in cookie
        service.restart()
        assert browser.get("/api/conversations").status_code == 200
        assert browser.delete("/api/session").status_code == 204
        assert browser.get("/api/conversations").status_code == 401


def test_guessing_is_cut_short(service: PageService) -> None:
    for number in range(TRIES):
        if number % 2:
            tried = httpx.post(f"{service.url}/api/session", json={"token": f"guess{number}"})
        else:
            tried = httpx.get(
                f"{service.url}/api/about", headers={"Authorization": f"Bearer guess{number}"}
            )
        assert tried.status_code == 401
    late = httpx.get(f"{service.url}/api/about", headers=service.auth)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    assert httpx.post(f"{service.url}/api/session", json={"code": "x"}).status_code == 429


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "8.8.8.8", ""]
)
@pytest.mark.parametrize("path", ["/", "/api/conversations", "/readyz", "/signin"])
def test_a_borrowed_name_is_refused(client: httpx.Client, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"])
def test_this_machine_has_these_names(client: httpx.Client, host: str) -> None:
    assert client.get("/api/conversations", headers={"Host": host}).status_code == 200


def test_listening_everywhere_takes_every_address_but_no_borrowed_name() -> None:
    everywhere = Hosts("0.0.0.0", ["kagent.lan"])
    assert all(map(everywhere.knows, ("192.168.1.5:8080", "[fe80::1]", "localhost", "KAgent.lan")))
    assert not any(map(everywhere.knows, ("evil.example", "192.168.1.5.evil.example", "", "[::1")))
    one = Hosts("192.168.1.5")
    assert one.knows("192.168.1.5:8080")
    assert not one.knows("192.168.1.6:8080")
    assert Hosts("[::]").knows("[2001:db8::1]:80")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_may_change_nothing(
    service: PageService, client: httpx.Client, headers: dict[str, str]
) -> None:
    client.post("/api/session", json={"token": service.token})
    for path in ("/api/chat", "/api/conversations/a/messages", "/v1/chat/completions"):
        answer = client.post(path, json={"message": "x"}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "wrong_origin"
    assert client.delete("/api/conversations/a", headers=headers).status_code == 403
    assert service.core.told == []


def test_the_page_itself_may(service: PageService, client: httpx.Client) -> None:
    headers = {"Origin": service.url, "Sec-Fetch-Site": "same-origin"}
    said = client.post("/api/conversations/a/messages", json={"message": "hi"}, headers=headers)
    assert said.status_code == 202


@pytest.mark.parametrize("path", ["/", "/api/conversations", "/api/none", "/static/app.js"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_answer_is_careful(service: PageService, path: str, signed_in: bool) -> None:
    answer = httpx.get(service.url + path, headers=service.auth if signed_in else {})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/x"])
def test_the_static_room_has_one_door(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
