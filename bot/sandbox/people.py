"""A person with a telephone: the client through which tests and the demo drive the application.

He taps what he sees, by its label; writes, sends, opens links. Each deed takes him a second or two
of the sandbox's clock and returns when the application has dealt with it. Below these stand deeds
that no honest client does (`tap_stale`, `forge`, `replay`), for tests of what must not work.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from bot.sandbox import attachments
from bot.sandbox.attachments import Attachment
from bot.sandbox.entities import Formatted, clean, cut
from bot.sandbox.errors import NotVisible, SandboxError
from bot.sandbox.keyboards import Button
from bot.sandbox.mailbox import Update
from bot.sandbox.methods.messages import MAX_TEXT
from bot.sandbox.screens import Shown, draw, find_button, visible
from bot.sandbox.server import Toast
from bot.sandbox.transcript import Kind
from bot.sandbox.views import inaccessible_json, message_json, user_json
from bot.sandbox.world import Chat, Member, Message, Status

if TYPE_CHECKING:
    from bot.sandbox.groups import Group
    from bot.sandbox.sandbox import Sandbox


class Person:
    """One user of Telegram. Made by `Sandbox.person`."""

    def __init__(self, sandbox: "Sandbox", name: str, last_name: str, language: str) -> None:
        self._sandbox = sandbox
        self._server = sandbox.server
        self.user = self._server.world.add_user(name, last_name, language)
        self.updates: list[Update] = []
        """Every update that his deeds caused, oldest first; for `replay`."""
        self.opened: list[str] = []
        """Addresses that he opened outside Telegram."""
        self._hidden: dict[int, set[int]] = {}

    @property
    def id(self) -> int:
        """His Telegram id, which is also that of his private chat with the bot."""
        return self.user.id

    @property
    def name(self) -> str:
        """His name as Telegram shows it."""
        return self.user.name

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    # What he sees

    def screen_of(self, group: "Group | None" = None) -> list[Shown]:
        """All that he sees in his private chat with the bot, or in a group; oldest first."""
        chat = self._chat(group)
        return visible(self.user, chat, self._hidden.get(chat.id, set()))

    @property
    def sees(self) -> list[str]:
        """The texts (and captions) in his private chat, oldest first."""
        return [shown.text for shown in self.screen_of() if shown.text]

    def sees_in(self, group: "Group") -> list[str]:
        """The texts that he sees in the group, oldest first."""
        return [shown.text for shown in self.screen_of(group) if shown.text]

    @property
    def screen(self) -> Shown:
        """The last message in his private chat, whoever wrote it. `NotVisible` when it is empty."""
        return self.screen_in(None)

    def screen_in(self, group: "Group | None") -> Shown:
        """The last message that he sees there, Telegram's own notes (joined, pinned) aside."""
        screen = [shown for shown in self.screen_of(group) if not shown.service]
        if not screen:
            raise NotVisible(f"{self.name} sees nothing in {self._chat(group).title}")
        return screen[-1]

    @property
    def answer(self) -> Shown:
        """The bot's last message in his private chat. `NotVisible` when there is none."""
        said = [shown for shown in self.screen_of() if shown.by_bot]
        if not said:
            raise NotVisible(f"the bot has written nothing to {self.name}")
        return said[-1]

    @property
    def files(self) -> list[Shown]:
        """The messages with documents in his private chat, oldest first."""
        return [shown for shown in self.screen_of() if shown.file_name]

    @property
    def toasts(self) -> list[Toast]:
        """Every toast and alert that his taps brought him, oldest first."""
        return [toast for toast in self._server.toasts if toast.user_id == self.id]

    @property
    def history(self) -> list[Message]:
        """Every message ever in his private chat, deleted ones too, with all their versions."""
        return list(self._chat(None).messages.values())

    def menu(self, group: "Group | None" = None) -> list[tuple[str, str]]:
        """The commands that his client offers there, with their descriptions, in his language."""
        chat = self._chat(group)
        scopes = [f"chat:{chat.id}", "default"]
        if chat.private:
            scopes.insert(1, "all_private_chats")
        else:
            scopes.insert(0, f"chat_member:{chat.id}:{self.id}")
            scopes.insert(2, "all_group_chats")
            if chat.member(self.user).status.rules:
                scopes.insert(1, f"chat_administrators:{chat.id}")
                scopes.insert(3, "all_chat_administrators")
        commands = self._server.profile.commands
        for scope in scopes:
            for language in (self.user.language, ""):
                if found := commands.get((scope, language)):
                    return found
        return []

    # What he does

    async def open_link(self, url: str, *, in_: "Group | None" = None) -> None:
        """Follow a link. One to the bot opens the private chat and presses START (unblocking it).

        ``?startgroup=`` adds the bot to the group `in_`. Any other address is only remembered in
        `opened`.
        """
        await self._sandbox.pause()
        await self._follow(url, in_)

    async def _follow(self, url: str, in_: "Group | None") -> None:
        address = urlsplit(url)
        query = parse_qs(address.query, keep_blank_values=True)
        name = address.path.strip("/") if address.netloc == "t.me" else ""
        if address.scheme == "tg" and address.netloc == "resolve":
            name = query.get("domain", [""])[0]
        if name.lower() != self._server.bot.username.lower():
            self.opened.append(url)
            self._server.note(Kind.OPEN, self._chat(None), self.user, url)
            return
        if "startgroup" in query:
            if in_ is None:
                raise SandboxError("say in which group the link is to be opened")
            await in_.add_bot(by=self)
            payload = query["startgroup"][0]
            await self.send(f"/start {payload}".strip(), in_=in_)
            return
        await self._begin(query.get("start", [""])[0])

    async def start(self, payload: str = "") -> None:
        """Press START in the private chat, unblocking the bot if need be."""
        await self._sandbox.pause()
        await self._begin(payload)

    async def _begin(self, payload: str) -> None:
        updates = self._unblock()
        self.user.started = True
        chat = self._chat(None)
        message = self._say(chat, clean(f"/start {payload}".strip()))
        await self._handled(*updates, self._server.deliver(message))

    async def send(self, command: str, *, in_: "Group | None" = None) -> None:
        """Send a command. In a group it gets the bot's name (``/x@bot``), as from the menu."""
        if in_ is None and command.split(maxsplit=1)[0] == "/start":
            await self.start(command.removeprefix("/start").strip())
            return
        if in_ is not None and "@" not in command.split(maxsplit=1)[0]:
            verb, space, rest = command.partition(" ")
            command = f"{verb}@{self._server.bot.username}{space}{rest}"
        await self.write(command, in_=in_)

    async def write(
        self, text: str, *, in_: "Group | None" = None, reply_to: Shown | None = None
    ) -> None:
        """Type a message. Telegram's clients cut what is over 4096 characters into several."""
        if not text.strip():
            raise SandboxError("clients send no empty messages")
        await self._sandbox.pause()
        chat = self._writable(in_)
        updates: list[Update | None] = []
        for part in cut(text, MAX_TEXT):
            message = self._say(chat, clean(part), reply_to=reply_to.id if reply_to else 0)
            updates.append(self._server.deliver(message))
        await self._handled(*updates)

    async def tap(self, label: str, *, in_: "Group | None" = None) -> str | None:
        """Tap the button that reads `label` on the newest message showing it.

        Returns the toast that came of it, if one did. A button with an address opens it.
        Raises `NotVisible` with the person's screen when no such button is on it.
        """
        await self._sandbox.pause()
        shown, button = find_button(self.screen_of(in_), label, self.name)
        self._server.note(Kind.TAP, shown.chat, self.user, button.label, shown.id)
        if button.url:
            await self._follow(button.url, in_)
            return None
        return await self._press(shown.chat, shown.id, button)

    async def edit(self, text: str, message: Shown | None = None) -> None:
        """Change the words of a message of his own (of his last one in private, if not said)."""
        await self._sandbox.pause()
        mine = message or self._last_own()
        kept = mine.chat.messages[mine.id]
        if kept.author is not self.user or kept.deleted:
            raise SandboxError(f"{self.name} can edit his own messages only")
        self._server.change(kept, clean(text), ())
        await self._handled(self._server.deliver(kept, "edited_message"))

    async def send_file(
        self,
        file: Path | str,
        content: bytes | None = None,
        *,
        caption: str = "",
        in_: "Group | None" = None,
    ) -> None:
        """Send a document: a file from disk, or `content` under a name."""
        await self._sandbox.pause()
        await self._post(
            in_, attachments.document(self._server.world, file, content), clean(caption)
        )

    async def sticker(self, *, in_: "Group | None" = None) -> None:
        """Send a sticker."""
        await self._sandbox.pause()
        await self._post(in_, attachments.sticker(self._server.world))

    async def photo(self, *, caption: str = "", in_: "Group | None" = None) -> None:
        """Send a photo."""
        await self._sandbox.pause()
        await self._post(in_, attachments.photo(self._server.world), clean(caption))

    async def voice(self, *, in_: "Group | None" = None) -> None:
        """Send a voice message of three seconds."""
        await self._sandbox.pause()
        await self._post(in_, attachments.voice(self._server.world))

    async def dice(self, *, in_: "Group | None" = None) -> None:
        """Throw a die."""
        await self._sandbox.pause()
        await self._post(in_, attachments.dice())

    async def block(self) -> None:
        """Block the bot: it is told so, and can write to him no more."""
        await self._sandbox.pause()
        if self.user.blocked:
            return
        self.user.blocked = True
        await self._handled(self._bot_standing(Status.KICKED))

    async def unblock(self) -> None:
        """Take the bot back, without a word."""
        await self._sandbox.pause()
        await self._handled(*self._unblock())

    async def leave(self, group: "Group") -> None:
        """Leave the group."""
        await group.remove(self, by=self)

    def delete_account(self) -> None:
        """Be gone from Telegram: the bot's messages to him are refused from now on."""
        self.user.deactivated = True

    def delete(self, message: Shown) -> None:
        """Delete a message for both sides; Telegram does not tell bots of that."""
        self._server.delete(message.chat.messages[message.id])

    def clear_history(self) -> None:
        """Empty his own view of the private chat; the bot's messages live on."""
        chat = self._chat(None)
        self._hidden.setdefault(chat.id, set()).update(chat.messages)

    # What no honest client does, or only by accident

    async def tap_stale(self, message: Shown, label: str) -> str | None:
        """Tap a button that a message *had* when it was looked at, whatever has become of it."""
        await self._sandbox.pause()
        button = message.button(label)
        self._server.note(Kind.TAP, message.chat, self.user, button.label, message.id)
        return await self._press(message.chat, message.id, button)

    async def forge(self, data: str, message: Shown | None = None) -> str | None:
        """Send callback data of his own making, as if from a button of `message`.

        Without one it is his last from the bot; it may be anyone's, in anyone's chat.
        """
        await self._sandbox.pause()
        shown = message or self.answer
        self._server.note(Kind.TAP, shown.chat, self.user, f"forged {data!r}", shown.id)
        return await self._press(shown.chat, shown.id, Button("", data=data))

    async def replay(self, update: Update | None = None) -> None:
        """Let an update of his (the last one, if not said) reach the bot once more, as it was."""
        await self._sandbox.pause()
        again = update or self.updates[-1]
        self._server.mailbox.put_again(again)
        await self._sandbox.handled([again])

    # How

    def _chat(self, group: "Group | None") -> Chat:
        return self._server.world.private_chat(self.user) if group is None else group.chat

    def _writable(self, group: "Group | None") -> Chat:
        chat = self._chat(group)
        if group is None and not self.user.started:
            raise SandboxError(f"{self.name} has not pressed START and cannot write to the bot")
        if group is None and self.user.blocked:
            raise SandboxError(f"{self.name} has blocked the bot and cannot write to it")
        if group is not None and not chat.member(self.user).status.inside:
            raise SandboxError(f"{self.name} is not in {chat.title}")
        return chat

    def _say(self, chat: Chat, content: Formatted, *, reply_to: int = 0) -> Message:
        return self._server.say(chat, self.user, content, reply_to=reply_to)

    async def _post(
        self, group: "Group | None", sent: Attachment, caption: Formatted | None = None
    ) -> None:
        message = self._server.say(
            self._writable(group),
            self.user,
            caption or Formatted(""),
            kind=sent.kind,
            extra=sent.fields,
            file=sent.file,
        )
        await self._handled(self._server.deliver(message))

    async def _press(self, chat: Chat, message_id: int, button: Button) -> str | None:
        query = self._server.add_query(self.user, chat, message_id, button.data, button.label)
        message = chat.messages.get(message_id)
        gone = message is None or message.deleted
        origin = (
            inaccessible_json(chat, message_id)
            if message is None or gone
            else message_json(message, self._server.world)
        )
        self.user.seen = True
        update = None
        if chat.member(self._server.bot).status.inside:
            update = self._server.mailbox.put(
                "callback_query",
                {
                    "id": query.id,
                    "from": user_json(self.user),
                    "message": origin,
                    "chat_instance": str(chat.id * 7919),
                    "data": button.data,
                },
            )
        await self._handled(update)
        return query.toast.text if query.toast else None

    def _unblock(self) -> Sequence[Update | None]:
        if not self.user.blocked:
            return ()
        self.user.blocked = False
        return (self._bot_standing(Status.MEMBER),)

    def _bot_standing(self, status: Status) -> Update | None:
        server = self._server
        return server.set_member(self._chat(None), self.user, Member(server.bot, status))

    def _last_own(self) -> Shown:
        own = [shown for shown in self.screen_of() if shown.author == self.name]
        if not own:
            raise NotVisible(f"{self.name} has written nothing:\n{draw(self.screen_of())}")
        return own[-1]

    async def _handled(self, *updates: Update | None) -> None:
        new = [update for update in updates if update is not None]
        self.updates += new
        await self._sandbox.handled(new)
