"""The API's methods as Discord answers them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.discord.interactions import Interactions
from bot.playground.discord.world import Json, Post, Refusal, World, pings

_CONTENT = 2000
_NONCE, _LABEL, _CUSTOM_ID, _CAPTION = 25, 80, 100, 1024
_ROW_MOST = 5
_NO_REPLIES = 160002
NEW_FLAGS = 1 << 2 | 1 << 12
Upload = tuple[str, str, bytes]
Answer = Any


class Call:
    """One call: the path's fields, the query, the body and the files in it."""

    def __init__(
        self, place: Mapping[str, str], query: Mapping[str, str], body: Any, files: list[Upload]
    ) -> None:
        self.place = place
        self.query = query
        self.body = body
        self.files = files


class Methods:
    """``home`` tells the server's own address, ``gateway`` the gateway's."""

    def __init__(
        self,
        world: World,
        interactions: Interactions,
        home: Callable[[], str],
        gateway: Callable[[], str],
    ) -> None:
        self._world = world
        self._interactions = interactions
        self._home = home
        self._gateway = gateway
        self.refuses_markup = False
        self.by_route: dict[tuple[str, str], tuple[str, Callable[[Call], Answer]]] = {
            ("GET", "/users/@me"): ("me", self._me),
            ("GET", "/oauth2/applications/@me"): ("application", self._application),
            ("GET", "/applications/@me"): ("application", self._application),
            ("GET", "/gateway"): ("gateway", self._gateways),
            ("GET", "/gateway/bot"): ("gateway", self._gateways),
            ("GET", "/applications/{app}/commands"): ("commands", self._commands),
            ("PUT", "/applications/{app}/commands"): ("set_commands", self._set_commands),
            ("POST", "/users/@me/channels"): ("open_chat", self._open_chat),
            ("GET", "/channels/{channel}"): ("channel", self._channel),
            ("GET", "/guilds/{guild}/members/{user}"): ("member", self._member),
            ("GET", "/channels/{channel}/messages"): ("messages", self._messages),
            ("POST", "/channels/{channel}/messages"): ("create_message", self._create),
            ("GET", "/channels/{channel}/messages/{post}"): ("message", self._message),
            ("PATCH", "/channels/{channel}/messages/{post}"): ("edit_message", self._edit),
            ("DELETE", "/channels/{channel}/messages/{post}"): ("delete_message", self._delete),
            ("POST", "/interactions/{id}/{token}/callback"): ("callback", self._call_back),
            ("POST", "/webhooks/{app}/{token}"): ("follow_up", self._follow_up),
            ("GET", "/webhooks/{app}/{token}/messages/{post}"): ("response", self._response),
            ("PATCH", "/webhooks/{app}/{token}/messages/{post}"): (
                "edit_response",
                self._edit_response,
            ),
            ("DELETE", "/webhooks/{app}/{token}/messages/{post}"): (
                "delete_response",
                self._delete_response,
            ),
        }

    def _me(self, call: Call) -> Answer:
        return self._world.bot.view()

    def _application(self, call: Call) -> Answer:
        return {
            "id": self._world.bot.id,
            "name": "KAgent",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 1 << 19 if self._world.reads_messages else 0,
            "owner": {**self._world.bot.view(), "bot": False},
            "summary": "",
        }

    def _gateways(self, call: Call) -> Answer:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": self._gateway(), "shards": 1, "session_start_limit": limit}

    def _commands(self, call: Call) -> Answer:
        localized = call.query.get("with_localizations") in ("1", "true")
        return [_told_command(each, localized=localized) for each in self._world.commands]

    def _set_commands(self, call: Call) -> Answer:
        check_commands(call.body)
        self._world.commands = [{"id": self._world.new_id(), **each} for each in call.body]
        return self._world.commands

    def _open_chat(self, call: Call) -> Answer:
        person = self._world.accounts.get(str(call.body.get("recipient_id")))
        if person is None or person.is_bot:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return self._world.channel_view(self._world.private(person))

    def _channel(self, call: Call) -> Answer:
        return self._world.channel_view(self._world.readable(call.place["channel"]))

    def _member(self, call: Call) -> Answer:
        account = self._world.accounts.get(call.place["user"])
        if account is None or call.place["guild"] != self._world.guild:
            raise Refusal(404, 10007, "Unknown Member")
        return account.member()

    def _messages(self, call: Call) -> Answer:
        channel = self._world.readable(call.place["channel"])
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Refusal(400, 50035, "Invalid Form Body")
        after, before = int(call.query.get("after", 0)), int(call.query.get("before", 2**63))
        posts = [each for each in self._world.in_channel(channel) if after < int(each.id) < before]
        posts = posts[:limit] if "after" in call.query else posts[-limit:]
        return [self._world.view(post) for post in reversed(posts)]

    def _message(self, call: Call) -> Answer:
        return self._world.view(self._post(call))

    def _create(self, call: Call) -> Answer:
        channel = self._world.writable(call.place["channel"])
        said = self._checked(call)
        nonce = str(said.get("nonce", ""))
        if len(nonce) > _NONCE:
            raise Refusal(400, 50035, "Invalid Form Body: nonce")
        known = self._world.nonces.get((channel.id, nonce)) if nonce else None
        if known is not None and said.get("enforce_nonce"):
            return self._world.view(known)
        reference = said.get("message_reference")
        if reference and channel.wordless:
            raise Refusal(400, _NO_REPLIES, "Cannot reply without permission to read history")
        post = self._new(call, said, channel.id)
        if reference:
            post.answers = self._world.posts.get(str(reference["message_id"]))
            if post.answers is None and reference.get("fail_if_not_exists", True):
                raise Refusal(400, 50035, "Invalid Form Body: message_reference")
        if nonce:
            self._world.nonces[channel.id, nonce] = post
        self._world.add(post)
        return self._world.view(post)

    def _edit(self, call: Call) -> Answer:
        post = self._post(call)
        if post.author is not self._world.bot:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        return self._change(post, call)

    def _delete(self, call: Call) -> Answer:
        post = self._post(call)
        if post.author is not self._world.bot:
            raise Refusal(403, 50013, "Missing Permissions")
        self._take_away(post)
        return None

    def _call_back(self, call: Call) -> Answer:
        self._interactions.answer(call.place["id"], call.place["token"], call.body)
        return None

    def _follow_up(self, call: Call) -> Answer:
        interaction = self._interactions.of(call.place["token"])
        said = self._checked(call)
        post = self._new(call, said, interaction.channel.id)
        self._interactions.show(interaction, post, said.get("flags", 0))
        return self._world.view(post)

    def _response(self, call: Call) -> Answer:
        return self._world.view(self._interactions.post(call.place["token"], call.place["post"]))

    def _edit_response(self, call: Call) -> Answer:
        post = self._interactions.post(call.place["token"], call.place["post"])
        return self._change(post, call)

    def _delete_response(self, call: Call) -> Answer:
        self._take_away(self._interactions.post(call.place["token"], call.place["post"]))
        return None

    def _post(self, call: Call) -> Post:
        channel = self._world.readable(call.place["channel"])
        return self._world.post_of(channel, call.place["post"])

    def _checked(self, call: Call) -> Json:
        said: Json = call.body
        if not (said.get("content") or call.files):
            raise Refusal(400, 50006, "Cannot send an empty message")
        check(said)
        return said

    def _new(self, call: Call, said: Json, channel: str) -> Post:
        text = said.get("content") or ""
        return Post(
            id=self._world.new_id(),
            channel=self._world.channels[channel],
            author=self._world.bot,
            text=text,
            components=said.get("components") or [],
            files=[self._kept(each, said, number) for number, each in enumerate(call.files)],
            nonce=str(said.get("nonce", "")),
            flags=said.get("flags", 0) & NEW_FLAGS,
            pings=pings(text, said.get("allowed_mentions")),
        )

    def _change(self, post: Post, call: Call) -> Answer:
        said: Json = call.body
        check(said)
        if self.refuses_markup and "*" in (said.get("content") or ""):
            raise Refusal(400, 50035, "Invalid Form Body")
        if said.get("content") is not None:
            post.text = said["content"]
            post.history.append(post.text)
            post.pings += pings(post.text, said.get("allowed_mentions"))
        if "components" in said:
            post.components = said["components"] or []
        post.flags = said.get("flags", post.flags) & NEW_FLAGS
        post.edited = True
        self._world.stir()
        return self._world.view(post)

    def _take_away(self, post: Post) -> None:
        post.deleted = True
        self._world.stir()

    def _kept(self, upload: Upload, said: Json, number: int) -> Json:
        name, kind, data = upload
        described = [each for each in said.get("attachments", ()) if str(each["id"]) == str(number)]
        caption = described[0].get("description", "") if described else ""
        return self._world.keep_file(self._home(), name, kind, data, caption)


def check(said: Json) -> None:
    """Refuse what Discord refuses of a message's form."""
    if units(said.get("content") or "") > _CONTENT:
        raise Refusal(400, 50035, "Invalid Form Body: content: Must be 2000 or fewer in length.")
    names = set[str]()
    for row in said.get("components") or ():
        if row["type"] != 1 or not 1 <= len(row["components"]) <= _ROW_MOST:
            raise Refusal(400, 50035, "Invalid Form Body: components")
        for button in row["components"]:
            name, label = button["custom_id"], button["label"]
            if not (0 < len(name) <= _CUSTOM_ID and 0 < len(label) <= _LABEL) or name in names:
                raise Refusal(400, 50035, "Invalid Form Body: components")
            names.add(name)
    for each in said.get("attachments") or ():
        if len(each.get("description") or "") > _CAPTION:
            raise Refusal(400, 50035, "Invalid Form Body: attachments")


def check_commands(commands: list[Json]) -> None:
    """Refuse what Discord refuses of app commands."""
    for locale in ("", "zh-CN", "ja"):
        names = [each.get("name_localizations", {}).get(locale, each["name"]) for each in commands]
        if len(set(names)) != len(names) or not all(0 < len(name) <= 32 for name in names):
            raise Refusal(400, 50035, "Invalid Form Body: name")
    for each in commands:
        for described in (each, *each.get("options", ())):
            texts = [described["description"], *described["description_localizations"].values()]
            if not all(0 < len(text) <= 100 for text in texts):
                raise Refusal(400, 50035, "Invalid Form Body: description")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _told_command(command: Json, *, localized: bool) -> Json:
    told = json.loads(json.dumps(command))
    if not localized:
        for each in (told, *told.get("options", ())):
            each.pop("name_localizations", None)
            each.pop("description_localizations", None)
    return dict(told)
