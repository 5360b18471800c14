"""The send protocol: whatever is cut short, and where, one answer stands in the end."""

import asyncio
from collections.abc import Sequence

import pytest

from adapters.base import Button, NotNow, Packed, Picture, PostGone, Reply, Undeliverable
from adapters.pace import Budget, Pace
from adapters.posting import PLACEHOLDER, Posting, Spot
from tests.adapters.board import PAGE, Board, Book, Killed, Wire

SPOT = Spot(chat_id="1", key="m1", answers="7")
STOP = Button(action="stop", label="Stop", subject="m1")
RETRY = Button(action="retry", label="Retry", subject="m1")
PLOT = Picture(name="plot.png", data=b"\x89PNG", alt="a plot")
MOST = 3


def final(text: str, *buttons: Button) -> Reply:
    return Reply(text=text, final=True, buttons=buttons)


def growing(text: str) -> Reply:
    return Reply(text=text, buttons=(STOP,))


def pages(count: int) -> str:
    return PAGE.join(f"page {number}" for number in range(1, count + 1))


def quick() -> Budget:
    return Budget(burst=1000, rate=1000)


def posting(board: Board) -> Posting[str]:
    return Posting(board, Pace(chat=quick, group=quick, everywhere=quick()), most=MOST)


async def show(
    posting: Posting[str], book: Book, replies: Sequence[Reply], pictures: Sequence[Picture] = ()
) -> None:
    for reply in replies:
        await posting.show(SPOT, reply, book, pictures if reply.final else ())


PACKED = Reply(
    text="Here it is: {}",
    final=True,
    packed=Packed(
        name="export.json", media_type="application/json", data=b"{}", caption="Here it is."
    ),
)
STORIES = {
    "an answer": ([final("one")], (), ["one"]),
    "an answer that grew": ([growing(""), growing("on"), final("one", RETRY)], (), ["one"]),
    "three pages": ([growing(pages(1)), final(pages(3))], (), ["page 1", "page 2", "page 3"]),
    "a file": ([growing(pages(1)), final(pages(4))], (), ["page 1", "answer.md"]),
    "a file after pages": ([growing(pages(3)), final(pages(4))], (), ["page 1", "answer.md"]),
    "fewer pages": ([growing(pages(3)), final(pages(1))], (), ["page 1"]),
    "a packed answer": ([growing("on"), PACKED], (), ["Here it is.", "export.json"]),
    "pictures": ([final("look")], (PLOT, PLOT), ["look", "plot.png", "plot.png"]),
}
story = pytest.mark.parametrize(("replies", "pictures", "seen"), STORIES.values(), ids=STORIES)
# A blind wall finds a lost page only if another comes after it; here none does.
SEEABLE = {name: story for name, story in STORIES.items() if name != "fewer pages"}
sighted_or_blind = pytest.mark.parametrize(
    ("replies", "pictures", "seen", "blind"),
    [(*story, False) for story in STORIES.values()]
    + [(*story, True) for story in SEEABLE.values()],
    ids=[*STORIES, *(f"{name}, blind" for name in SEEABLE)],
)


async def points(replies: Sequence[Reply], pictures: Sequence[Picture]) -> int:
    """How many there are at which the story can be cut short."""
    board = Board()
    await show(posting(board), Book(board), replies, pictures)
    return board.wire.passed


@story
async def test_a_story_ends_as_it_should(
    replies: Sequence[Reply], pictures: Sequence[Picture], seen: list[str]
) -> None:
    board = Board()
    await show(posting(board), Book(board), replies, pictures)
    assert board.texts == seen


@story
async def test_a_reply_shown_again_changes_nothing(
    replies: Sequence[Reply], pictures: Sequence[Picture], seen: list[str]
) -> None:
    board = Board()
    book = Book(board)
    await show(posting(board), book, replies, pictures)
    posts = list(board.shown)
    await show(posting(board), book, replies[-1:], pictures)
    assert board.texts == seen
    assert list(board.shown) == posts


@sighted_or_blind
async def test_killed_anywhere_one_answer_stands(
    replies: Sequence[Reply], pictures: Sequence[Picture], seen: list[str], blind: bool
) -> None:
    for at in range(1, await points(replies, pictures) + 1):
        board = Board(blind=blind)
        book = Book(board)
        board.wire = Wire(at)
        with pytest.raises(Killed):
            await show(posting(board), book, replies, pictures)
        board.wire = Wire()
        await show(posting(board), book, replies[-1:], pictures)
        assert board.texts == seen, f"killed at point {at}"


@sighted_or_blind
async def test_killed_again_on_the_way_back_one_answer_stands(
    replies: Sequence[Reply], pictures: Sequence[Picture], seen: list[str], blind: bool
) -> None:
    for at in range(1, await points(replies, pictures) + 1):
        again = 0
        while True:
            again += 1
            board = Board(blind=blind)
            book = Book(board)
            board.wire = Wire(at)
            with pytest.raises(Killed):
                await show(posting(board), book, replies, pictures)
            board.wire = Wire(again)
            try:
                await show(posting(board), book, replies[-1:], pictures)
                break  # there were no more points
            except Killed:
                board.wire = Wire()
            await show(posting(board), book, replies[-1:], pictures)
            assert board.texts == seen, f"killed at points {at} and {again}"
        assert board.texts == seen


@sighted_or_blind
async def test_an_error_anywhere_leaves_one_answer(
    replies: Sequence[Reply], pictures: Sequence[Picture], seen: list[str], blind: bool
) -> None:
    for at in range(1, await points(replies, pictures) + 1):
        board = Board(blind=blind)
        book = Book(board)
        board.wire = Wire(at, ConnectionError("no answer"))
        wall = posting(board)
        for reply in replies:
            try:
                await show(wall, book, [reply], pictures)
            except ConnectionError:
                if reply.final:
                    await show(wall, book, [reply], pictures)
        assert board.texts == seen, f"failed at point {at}"


async def test_without_the_mark_there_would_be_two_posts() -> None:
    """What the protocol is for: the same kill, and a ledger that knows of no intent."""
    board = Board()
    book = Book(board)
    board.wire = Wire(4)  # keep, keep, put, put: the post is there, its id is not written down
    with pytest.raises(Killed):
        await show(posting(board), book, [final("one")])
    board.wire = Wire()
    book.posts = ()
    await show(posting(board), book, [final("one")])
    assert board.texts == [PLACEHOLDER, "one"]


async def test_the_last_page_bears_the_buttons() -> None:
    board = Board()
    await show(posting(board), Book(board), [growing(pages(1)), final(pages(2), RETRY)])
    assert [post.buttons for post in board.shown.values()] == [(), (RETRY,)]


async def test_what_stands_there_already_is_not_changed_again() -> None:
    board = Board()
    wall = posting(board)
    book = Book(board)
    await show(wall, book, [growing("one"), growing("one"), growing("one")])
    assert board.acts == ["put", "change"]


async def test_a_new_post_needs_no_edit_to_say_that_it_waits() -> None:
    board = Board()
    await show(posting(board), Book(board), [growing(""), final("")])
    assert board.acts == ["put", "change"]  # the change takes the button away
    assert board.texts == [PLACEHOLDER]


async def test_a_post_that_was_deleted_is_put_anew() -> None:
    board = Board()
    wall = posting(board)
    book = Book(board)
    await show(wall, book, [growing("on")])
    board.shown.clear()
    await show(wall, book, [final("one")])
    assert board.texts == ["one"]


async def test_a_final_reply_waits_while_the_wall_wants_no_call() -> None:
    board = Board()
    board.refuse("put", NotNow(0.01), NotNow(0.01))
    board.refuse("change", NotNow(0.01, everywhere=True))
    await show(posting(board), Book(board), [final("one")])
    assert board.texts == ["one"]
    assert board.acts == ["put", "put", "put", "change", "change"]


async def test_a_growing_reply_does_not_wait_and_loses_nothing() -> None:
    board = Board()
    wall = posting(board)
    book = Book(board)
    board.refuse("put", NotNow(0.01))
    with pytest.raises(NotNow):
        await show(wall, book, [growing("on")])
    assert book.posts == ()
    await show(wall, book, [final("one")])
    assert board.texts == ["one"]
    assert "lost" not in board.acts


async def test_a_refused_put_forgets_no_later_page() -> None:
    board = Board()
    wall = posting(board)
    book = Book(board)
    await show(wall, book, [growing(pages(3))])
    del board.shown[book.posts[0]]
    board.refuse("put", NotNow(0.01))
    with pytest.raises(NotNow):
        await show(wall, book, [growing("other" + PAGE + pages(2))])
    await show(wall, book, [final(pages(1))])
    assert board.texts == ["page 1"]


async def test_nobody_can_be_reached() -> None:
    board = Board()
    book = Book(board)
    board.refuse("put", Undeliverable("blocked"))
    with pytest.raises(Undeliverable):
        await show(posting(board), book, [final("one")])
    assert book.posts == ()


async def test_a_post_that_can_never_be_changed_is_not_tried_for_ever() -> None:
    board = Board()
    board.refuse("change", PostGone("1"), PostGone("2"))
    with pytest.raises(PostGone):
        await show(posting(board), Book(board), [final("one")])


async def test_posts_of_other_replies_are_left_alone() -> None:
    board = Board()
    book = Book(board)
    board.wire = Wire(4)
    with pytest.raises(Killed):
        await show(posting(board), book, [final("one")])
    board.wire = Wire()
    other = await board.put(SPOT, 0, "0", ())
    book.foreign = frozenset({other})
    await show(posting(board), book, [final("one")])
    assert board.texts == ["one", PLACEHOLDER]


async def test_what_two_puts_have_left_becomes_one() -> None:
    board = Board()
    book = Book(board)
    await book.keep(("?0",))
    await board.put(SPOT, 0, "0", ())
    await board.put(SPOT, 0, "0", ())
    await show(posting(board), book, [final("one")])
    assert board.texts == ["one"]


async def test_a_long_text_does_not_hold_up_the_others() -> None:
    board = Board()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    await show(posting(board), Book(board), [final("long " * 10_000)])
    ticking.cancel()
    assert board.texts == ["long " * 9_999 + "long"]
    assert ticks > 0
