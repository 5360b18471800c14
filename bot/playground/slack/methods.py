"""The Web API's methods as Slack answers them."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.slack.blocks import check_blocks, units
from bot.playground.slack.streams import Streams, decoded
from bot.playground.slack.world import TEAM, Account, Json, Kind, Post, Refusal, Room, World

_POST_LIMIT = 40_000
_UPDATE_LIMIT = 4_000
_HISTORY: Mapping[Kind, str] = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
"""By which scope what was said in a room may be read."""


class Methods:
    """``home`` tells the server's own address."""

    def __init__(self, world: World, home: Callable[[], str]) -> None:
        self._world = world
        self._home = home
        self._tickets: dict[str, Json] = {}
        self.by_name: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.postEphemeral": self._post_ephemeral,
            "conversations.open": self._open,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "users.conversations": self._conversations,
            "users.info": self._user,
            "files.info": self._file,
            "files.delete": self._delete_file,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete,
            "assistant.threads.setStatus": self._set_status,
            "assistant.threads.setSuggestedPrompts": self._set_prompts,
            **Streams(world).by_name,
        }

    def uploaded(self, ticket: str, data: bytes) -> None:
        """A file has come to its address."""
        wanted = self._tickets.get(ticket)
        if wanted is None or int(wanted["length"]) != len(data):
            raise Refusal("upload_failed")
        wanted["data"] = data

    def _auth_test(self, call: Json) -> Json:
        bot = self._world.bot
        who = {"user_id": bot.id, "bot_id": bot.bot_id, "user": bot.name.lower()}
        return {**who, "team_id": TEAM, "team": "Playground"}

    def _post_message(self, call: Json) -> Json:
        room = self._world.own_room(self._resolved(call.get("channel", "")))
        text, blocks = call.get("text") or "", decoded(call.get("blocks"), [])
        if not text and not blocks:
            raise Refusal("no_text")
        check_blocks(blocks)
        metadata = decoded(call.get("metadata"), {})
        if metadata and not (metadata.get("event_type") and "event_payload" in metadata):
            raise Refusal("invalid_metadata_format")
        post = Post(
            room=room,
            ts=self._world.new_ts(),
            sender=self._world.bot,
            text=text[:_POST_LIMIT],
            blocks=blocks,
            thread=self._thread(room, call.get("thread_ts")),
            metadata=metadata,
            unfurls=call.get("unfurl_links") is not False or call.get("unfurl_media") is not False,
        )
        self._world.add(post)
        return {"channel": room.id, "ts": post.ts, "message": post.view()}

    def _update(self, call: Json) -> Json:
        room = self._world.own_room(call.get("channel", ""))
        post = self._world.post_of(room, call.get("ts", ""))
        if post.sender is not self._world.bot:
            raise Refusal("cant_update_message")
        if post.streaming:
            raise Refusal("streaming_state_conflict")
        text, blocks = call.get("text") or "", decoded(call.get("blocks"), [])
        if not text and not blocks:
            raise Refusal("no_text")
        if units(text) > _UPDATE_LIMIT:
            raise Refusal("msg_too_long")
        check_blocks(blocks)
        if blocks and self._world.refuses_blocks:
            raise Refusal("invalid_blocks")
        post.text, post.blocks = text, blocks
        post.history.append(text)
        self._world.stir()
        return {"channel": room.id, "ts": post.ts, "text": text}

    def _delete(self, call: Json) -> Json:
        room = self._world.own_room(call.get("channel", ""))
        post = self._world.post_of(room, call.get("ts", ""))
        if post.sender is not self._world.bot or post.streaming:
            raise Refusal("cant_delete_message")
        post.deleted = True
        self._world.stir()
        return {"channel": room.id, "ts": post.ts}

    def _post_ephemeral(self, call: Json) -> Json:
        room = self._world.own_room(call.get("channel", ""))
        if call.get("user") not in room.members:
            raise Refusal("user_not_in_channel")
        post = whispered(self._world, room, call["user"], call)
        return {"message_ts": post.ts}

    def _open(self, call: Json) -> Json:
        members = {self._world.bot.id, *str(call.get("users", "")).split(",")}
        if not members <= self._world.accounts.keys():
            raise Refusal("user_not_found")
        return {"channel": {"id": self._direct(members).id}}

    def _history(self, call: Json) -> Json:
        room = self._readable(call)
        posts = [
            post
            for post in reversed(self._world.posts.values())
            if post.room is room and not post.seen_by and _in_channel(post)
        ]
        return self._page(posts, call)

    def _seen(self, post: Post, call: Json) -> Json:
        """The post as it stands in its channel or thread, with what tells of the others there."""
        view = post.view(whole=_whole(call))
        if post.thread:
            parent = self._world.posts.get((post.room.id, post.thread))
            return {**view, "parent_user_id": parent.sender.id} if parent else view
        replies = [
            each for each in self._world.in_thread(post.room, post.ts)[1:] if not each.deleted
        ]
        if not replies:
            return view
        talk = {
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(each.sender.id for each in replies))[:5],
            "latest_reply": replies[-1].ts,
        }
        return {**view, "thread_ts": post.ts, **talk}

    def _replies(self, call: Json) -> Json:
        room = self._readable(call)
        thread = call.get("ts", "")
        if (room.id, thread) not in self._world.posts:
            raise Refusal("thread_not_found")
        first, *rest = self._world.in_thread(room, thread)
        page = self._page(rest, call)
        return {**page, "messages": [self._seen(first, call), *page["messages"]]}

    def _readable(self, call: Json) -> Room:
        room = self._world.room_of(call.get("channel", ""))
        if self._world.bot.id not in room.members:
            raise Refusal("not_in_channel")
        if _HISTORY[room.kind] not in self._world.scopes:
            raise Refusal("missing_scope")
        return room

    def _page(self, posts: list[Post], call: Json) -> Json:
        oldest = float(call.get("oldest") or 0)
        found = [post for post in posts if float(post.ts) > oldest and not post.deleted]
        begin, most = int(call.get("cursor") or 0), min(int(call.get("limit") or 100), 999)
        end = begin + most
        more = end < len(found)
        return {
            "messages": [self._seen(post, call) for post in found[begin:end]],
            "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""},
        }

    def _conversations(self, call: Json) -> Json:
        """Where the bot is."""
        rooms = [room for room in self._world.rooms.values() if self._world.bot.id in room.members]
        begin, most = int(call.get("cursor") or 0), min(int(call.get("limit") or 100), 999)
        end = begin + most
        return {
            "channels": [{"id": room.id, "is_im": room.kind == "im"} for room in rooms[begin:end]],
            "response_metadata": {"next_cursor": str(end) if end < len(rooms) else ""},
        }

    def _user(self, call: Json) -> Json:
        account = self._world.accounts.get(call.get("user", ""))
        if account is None:
            raise Refusal("user_not_found")
        view = account.view()
        if str(call.get("include_locale")).lower() not in ("1", "true"):
            del view["locale"]
        return {"user": view}

    def _file(self, call: Json) -> Json:
        file = self._world.files.get(call.get("file", ""))
        if file is None:
            raise Refusal("file_not_found")
        return {"file": file}

    def _delete_file(self, call: Json) -> Json:
        self._file(call)
        del self._world.files[call["file"]]
        for post in self._world.posts.values():
            if any(file["id"] == call["file"] for file in post.files):
                post.deleted = True
        self._world.stir()
        return {}

    def _upload_url(self, call: Json) -> Json:
        if not call.get("filename") or int(call.get("length") or 0) <= 0:
            raise Refusal("invalid_arguments")
        file_id = self._world.new_id("F")
        self._tickets[file_id] = dict(call)
        return {"upload_url": f"{self._home()}/upload/v1/{file_id}", "file_id": file_id}

    def _complete(self, call: Json) -> Json:
        room = self._world.own_room(call.get("channel_id", ""))
        thread = self._thread(room, call.get("thread_ts"))
        files = decoded(call.get("files"), [])
        if not all("data" in self._tickets.get(file["id"], {}) for file in files):
            raise Refusal("file_not_found")
        kept = [self._kept(file) for file in files]
        post = Post(
            room=room,
            ts=self._world.new_ts(),
            sender=self._world.bot,
            text=call.get("initial_comment") or "",
            thread=thread,
            files=kept,
            subtype="file_share",
        )
        self._world.add(post)
        return {"files": [{"id": file["id"], "title": file["title"]} for file in kept]}

    def _kept(self, wanted: Json) -> Json:
        ticket = self._tickets[wanted["id"]]
        url = f"{self._home()}/files-pri/{wanted['id']}"
        kept = self._world.keep_file(
            wanted["id"], ticket["filename"], ticket["data"], "application/octet-stream", url
        )
        kept["title"] = wanted.get("title") or ticket["filename"]
        return kept

    def _set_status(self, call: Json) -> Json:
        self._assistant_thread(call)
        where = (call["channel_id"], call["thread_ts"])
        self._world.statuses.append((*where, call.get("status", "")))
        return {}

    def _set_prompts(self, call: Json) -> Json:
        self._assistant_thread(call)
        self._world.prompts[call["thread_ts"]] = decoded(call.get("prompts"), [])
        return {}

    def _assistant_thread(self, call: Json) -> None:
        first = self._world.posts.get((call.get("channel_id", ""), call.get("thread_ts", "")))
        if first is None or first.subtype != "assistant_app_thread":
            raise Refusal("invalid_thread_ts")

    def _thread(self, room: Room, thread: Any) -> str:
        if thread and (room.id, thread) not in self._world.posts:
            raise Refusal("thread_not_found")
        return str(thread or "")

    def _resolved(self, channel: str) -> str:
        """The channel; a person's id stands for the talk with that person."""
        if channel in self._world.accounts:
            return self._direct({self._world.bot.id, channel}).id
        return channel

    def _direct(self, members: set[str]) -> Room:
        for room in self._world.rooms.values():
            if room.kind == "im" and room.members == members:
                return room
        return self._world.new_room("im", "", members)


def whispered(world: World, room: Room, user: str, said: Json) -> Post:
    """What only one person sees."""
    blocks = decoded(said.get("blocks"), [])
    check_blocks(blocks)
    return world.add(
        Post(
            room=room,
            ts=world.new_ts(),
            sender=world.bot,
            text=said.get("text") or "",
            blocks=blocks,
            seen_by=frozenset([user]),
        )
    )


def bot_account() -> Account:
    return Account(id="U0BOTPLAY", name="KAgent", bot_id="B0PLAY")


def _in_channel(post: Post) -> bool:
    return post.thread in ("", post.ts) or post.subtype == "thread_broadcast"


def _whole(call: Json) -> bool:
    return str(call.get("include_all_metadata")).lower() in ("1", "true")
