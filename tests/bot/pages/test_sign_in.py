"""Signing in: links that work once, sessions that outlive a restart, guesses that run out."""

from datetime import UTC, datetime, timedelta

from bot.pages.sign_in import LINK_LIFE, SESSION_LIFE, TRIES, TRY_SPAN, SignIn, link, link_code

TOKEN = "the-secret-token"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_a_link_works_once() -> None:
    sign_in = SignIn(TOKEN, Clock())
    code = link_code(TOKEN, NOW)
    assert sign_in.use(code)
    assert not sign_in.use(code)
    assert sign_in.use(link_code(TOKEN, NOW)), "another link is another matter"


def test_the_code_stands_in_the_fragment_and_is_not_the_token() -> None:
    address, _, code = link("http://127.0.0.1:8080/", TOKEN, NOW).partition("#")
    assert address == "http://127.0.0.1:8080/signin"
    assert SignIn(TOKEN, Clock()).use(code)
    assert TOKEN not in code


def test_a_link_grows_old() -> None:
    clock = Clock()
    sign_in = SignIn(TOKEN, clock)
    young, old = link_code(TOKEN, NOW), link_code(TOKEN, NOW)
    clock.now += LINK_LIFE
    assert sign_in.use(young)
    clock.now += timedelta(seconds=1)
    assert not sign_in.use(old)


def test_a_used_link_stays_used_after_a_restart() -> None:
    clock = Clock()
    code = link_code(TOKEN, NOW)
    assert SignIn(TOKEN, clock).use(code)
    clock.now += timedelta(seconds=1)
    assert not SignIn(TOKEN, clock).use(code)


def test_only_the_token_makes_links() -> None:
    sign_in = SignIn(TOKEN, Clock())
    code = link_code(TOKEN, NOW)
    assert not sign_in.use(link_code("another-token", NOW))
    for forged in ("", ".", "..", code[:-1], code + "0", "x" + code, sign_in.session()):
        assert not sign_in.use(forged), forged
    assert sign_in.use(code)


def test_a_session_outlives_a_restart_but_not_its_time_or_its_token() -> None:
    clock = Clock()
    session = SignIn(TOKEN, clock).session()
    assert SignIn(TOKEN, clock).is_session(session)
    assert not SignIn("another-token", clock).is_session(session)
    clock.now += SESSION_LIFE
    assert SignIn(TOKEN, clock).is_session(session)
    clock.now += timedelta(seconds=1)
    assert not SignIn(TOKEN, clock).is_session(session)


def test_a_link_is_no_session_and_nothing_is_no_session() -> None:
    sign_in = SignIn(TOKEN, Clock())
    assert not sign_in.is_session(link_code(TOKEN, NOW))
    assert not sign_in.is_session("")


def test_only_the_whole_token_is_the_token() -> None:
    sign_in = SignIn(TOKEN, Clock())
    assert sign_in.is_token(TOKEN)
    assert not any(map(sign_in.is_token, ("", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "令牌")))


def test_wrong_guesses_of_one_address_run_out_and_come_back_with_time() -> None:
    clock = Clock()
    sign_in = SignIn(TOKEN, clock)
    for _ in range(TRIES):
        assert sign_in.may_try("10.0.0.1")
        sign_in.wrong("10.0.0.1")
    assert not sign_in.may_try("10.0.0.1")
    assert sign_in.may_try("10.0.0.2")
    clock.now += TRY_SPAN
    assert sign_in.may_try("10.0.0.1")


def test_two_installations_have_cookies_of_different_names() -> None:
    assert SignIn(TOKEN, Clock()).cookie == SignIn(TOKEN, Clock()).cookie
    assert SignIn(TOKEN, Clock()).cookie != SignIn("another-token", Clock()).cookie
