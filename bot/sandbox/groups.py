"""A group chat from the outside: who is let in, who administers, what becomes of it."""

from typing import TYPE_CHECKING

from bot.sandbox.entities import Formatted
from bot.sandbox.errors import SandboxError
from bot.sandbox.mailbox import Update
from bot.sandbox.people import Person
from bot.sandbox.screens import Shown, show
from bot.sandbox.views import GRANTED, users_json
from bot.sandbox.world import Chat, ChatKind, Member, Message, Status, User

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


class Group:
    """A group or supergroup. Made by `Sandbox.group`.

    Its deeds are those of a member (`by`), take him a second or two, and return when the
    application has dealt with what it was told of them.
    """

    def __init__(
        self, sandbox: "Sandbox", title: str, creator: Person, *, supergroup: bool
    ) -> None:
        self._sandbox = sandbox
        self._server = sandbox.server
        self._chat = self._server.world.add_group(title, creator.user, supergroup=supergroup)
        self.creator = creator

    @property
    def chat(self) -> Chat:
        """The chat as it is now: after `upgrade`, the supergroup."""
        return self._chat

    @property
    def id(self) -> int:
        """The chat id; another one after `upgrade`."""
        return self._chat.id

    @property
    def title(self) -> str:
        """The name of the group."""
        return self._chat.title

    @property
    def supergroup(self) -> bool:
        """Whether it is one (by now)."""
        return self._chat.kind is ChatKind.SUPERGROUP

    @property
    def messages(self) -> list[Shown]:
        """All that stands in the group, service messages left out; oldest first."""
        return [show(message) for message in self._chat.shown if not message.service]

    @property
    def texts(self) -> list[str]:
        """The texts in the group, oldest first."""
        return [shown.text for shown in self.messages if shown.text]

    @property
    def pinned(self) -> list[Shown]:
        """The pinned messages, the latest last."""
        return [show(self._chat.messages[number]) for number in self._chat.pinned]

    @property
    def history(self) -> list[Message]:
        """Every message ever, deleted ones and service messages too, with all their versions; of
        the group before its upgrade as well."""
        before = self._chat.upgraded_from
        earlier = list(before.messages.values()) if before else []
        return [*earlier, *self._chat.messages.values()]

    def __repr__(self) -> str:
        return f"<Group {self.title}>"

    async def add(self, *people: Person, by: Person | None = None) -> None:
        """Let people in (by the creator, if not said)."""
        await self._sandbox.pause()
        who = self._inside(by)
        new = [p.user for p in people if not self._chat.member(p.user).status.inside]
        if new:
            updates = [self._enter(user, Status.MEMBER, who) for user in new]
            await self._handled(*updates, self._joined(who, new))

    async def add_bot(self, *, by: Person, admin: bool = False) -> None:
        """Add the bot, as an administrator at once if `admin`."""
        await self._sandbox.pause()
        who = self._inside(by)
        if self._chat.member(self._server.bot).status.inside:
            raise SandboxError(f"the bot is in {self.title} already")
        status = Status.ADMINISTRATOR if admin else Status.MEMBER
        standing = self._enter(self._server.bot, status, who)
        await self._handled(standing, self._joined(who, [self._server.bot]))

    async def remove_bot(self, *, by: Person) -> None:
        """Throw the bot out."""
        await self._sandbox.pause()
        await self._handled(self._leave(self._server.bot, self._inside(by), Status.KICKED))

    async def remove(self, person: Person, *, by: Person) -> None:
        """Throw a person out, or (by himself) let him leave."""
        await self._sandbox.pause()
        status = Status.LEFT if person is by else Status.KICKED
        await self._handled(self._leave(person.user, self._inside(by), status))

    async def promote(
        self, person: Person, *, by: Person | None = None, anonymous: bool = False
    ) -> None:
        """Make a person administrator; an `anonymous` one writes as the group."""
        await self._sandbox.pause()
        member = self._chat.member(person.user).copy()
        if member.status is not Status.CREATOR:
            member.status = Status.ADMINISTRATOR
            member.rights = GRANTED
        member.anonymous = anonymous
        await self._handled(self._server.set_member(self._chat, self._inside(by), member))

    async def promote_bot(self, *, by: Person, rights: frozenset[str] = GRANTED) -> None:
        """Make the bot administrator with these rights (`bot.sandbox.views.BOT_RIGHTS`)."""
        await self._sandbox.pause()
        member = self._chat.member(self._server.bot).copy()
        member.status, member.rights = Status.ADMINISTRATOR, rights
        await self._handled(self._server.set_member(self._chat, self._inside(by), member))

    async def demote_bot(self, *, by: Person) -> None:
        """Make the bot a plain member again."""
        await self._sandbox.pause()
        member = self._chat.member(self._server.bot).copy()
        member.status, member.rights = Status.MEMBER, frozenset()
        await self._handled(self._server.set_member(self._chat, self._inside(by), member))

    async def rename(self, title: str, *, by: Person) -> None:
        """Give the group another name."""
        await self._sandbox.pause()
        self._chat.title = title
        await self._serve(self._inside(by), "new_chat_title", {"new_chat_title": title})

    def silence(self, *, silent: bool = True) -> None:
        """Let only administrators write from now on (or everyone again)."""
        self._chat.silent = silent

    async def upgrade(self, *, by: Person | None = None) -> None:
        """Turn the group into a supergroup: another id, and every call to the old one refused."""
        if self.supergroup:
            raise SandboxError(f"{self.title} is a supergroup already")
        await self._sandbox.pause()
        who = self._inside(by)
        old = self._chat
        new = self._server.world.upgrade(old)
        there = self._server.say(
            old,
            who,
            Formatted(""),
            kind="migrate_to_chat_id",
            extra={"migrate_to_chat_id": new.id},
        )
        here = self._server.say(
            new,
            who,
            Formatted(""),
            kind="migrate_from_chat_id",
            extra={"migrate_from_chat_id": old.id},
        )
        here.as_chat = True
        self._chat = new
        await self._handled(self._server.deliver(there), self._server.deliver(here))

    def _inside(self, by: Person | None) -> User:
        who = by or self.creator
        if not self._chat.member(who.user).status.inside:
            raise SandboxError(f"{who.name} is not in {self.title}")
        return who.user

    def _enter(self, user: User, status: Status, by: User) -> Update | None:
        rights = GRANTED if status is Status.ADMINISTRATOR else frozenset[str]()
        first = max(self._chat.messages, default=0) + 1
        since = 0 if self.supergroup else first
        return self._server.set_member(
            self._chat, by, Member(user, status, since=since, rights=rights)
        )

    def _joined(self, by: User, users: list[User]) -> Update | None:
        message = self._server.say(
            self._chat,
            by,
            Formatted(""),
            kind="new_chat_members",
            extra={"new_chat_members": users_json(users)},
        )
        if self._chat.member(self._server.bot).status.inside:
            for user in users:
                user.seen = True
        return self._server.deliver(message)

    def _leave(self, user: User, by: User, status: Status) -> Update | None:
        update = self._server.set_member(self._chat, by, Member(user, status))
        (shown,) = users_json([user])
        message = self._server.say(
            self._chat,
            by,
            Formatted(""),
            kind="left_chat_member",
            extra={"left_chat_member": shown},
        )
        self._server.deliver(message)
        return update

    async def _serve(self, by: User, kind: str, extra: dict[str, str]) -> None:
        message = self._server.say(self._chat, by, Formatted(""), kind=kind, extra=extra)
        await self._handled(self._server.deliver(message))

    async def _handled(self, *updates: Update | None) -> None:
        await self._sandbox.handled([update for update in updates if update is not None])
