"""The world as the Bot API shows it: one function per kind of object, state in, JSON out."""

from collections.abc import Iterable

from bot.sandbox.json import Json, JsonObject
from bot.sandbox.keyboards import keyboard_json
from bot.sandbox.world import Chat, ChatKind, File, Member, Message, Status, User, World

BOT_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
"""What an administrator of a group can be allowed to do."""

GRANTED = frozenset(BOT_RIGHTS) - {"can_promote_members"}
"""What he is allowed when nothing else is said."""


def user_json(user: User) -> JsonObject:
    """The User object."""
    answer: dict[str, Json] = {
        "id": user.id,
        "is_bot": user.is_bot,
        "first_name": user.first_name,
    }
    if user.last_name:
        answer["last_name"] = user.last_name
    if user.username:
        answer["username"] = user.username
    if user.language:
        answer["language_code"] = user.language
    return answer


def me_json(bot: User, *, privacy: bool) -> JsonObject:
    """The User object of getMe."""
    return {
        **user_json(bot),
        "can_join_groups": True,
        "can_read_all_group_messages": not privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat) -> JsonObject:
    """The Chat object."""
    if chat.user is not None:
        answer: dict[str, Json] = {"id": chat.id, "type": chat.kind.value}
        shown = user_json(chat.user)
        answer.update({k: v for k, v in shown.items() if k.endswith("name")})
        return answer
    answer = {"id": chat.id, "type": chat.kind.value, "title": chat.title}
    if chat.kind is ChatKind.GROUP:
        answer["all_members_are_administrators"] = False
    return answer


def full_chat_json(chat: Chat, world: World) -> JsonObject:
    """The ChatFullInfo object of getChat."""
    answer: dict[str, Json] = {
        **chat_json(chat),
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if not chat.private:
        answer["permissions"] = {"can_send_messages": True, "can_invite_users": True}
    if chat.pinned:
        answer["pinned_message"] = message_json(chat.messages[chat.pinned[-1]], world)
    return answer


def member_json(member: Member) -> JsonObject:
    """The ChatMember object, of whichever of its kinds the status asks for.

    The bot can change only administrators whom it has itself appointed: here, none.
    """
    answer: dict[str, Json] = {"user": user_json(member.user), "status": member.status.value}
    match member.status:
        case Status.CREATOR:
            answer["is_anonymous"] = member.anonymous
        case Status.ADMINISTRATOR:
            answer["is_anonymous"] = member.anonymous
            answer["can_be_edited"] = False
            answer.update({right: right in member.rights for right in BOT_RIGHTS})
        case Status.KICKED:
            answer["until_date"] = 0
    return answer


def message_json(message: Message, world: World, *, depth: int = 1) -> JsonObject:
    """The Message object; what it replies to or pins is shown `depth` levels deep."""
    answer: dict[str, Json] = {"message_id": message.id}
    if message.as_chat:
        answer["from"] = user_json(world.anonymous)
        answer["sender_chat"] = chat_json(message.chat)
    else:
        answer["from"] = user_json(message.author)
    answer["chat"] = chat_json(message.chat)
    answer["date"] = int(message.at.timestamp())
    if message.edited is not None:
        answer["edit_date"] = int(message.edited.timestamp())
    replied = message.chat.messages.get(message.reply_to)
    if replied is not None and not replied.deleted and depth:
        answer["reply_to_message"] = message_json(replied, world, depth=depth - 1)
    if message.kind == "text":
        answer.update(message.content.json())
    else:
        answer.update(message.content.json("caption", "caption_entities"))
    pinned = message.extra.get("pinned_message")
    if isinstance(pinned, int) and depth:
        answer["pinned_message"] = message_json(message.chat.messages[pinned], world, depth=0)
    else:
        answer.update(message.extra)
    if message.keyboard:
        answer["reply_markup"] = keyboard_json(message.keyboard)
    return answer


def inaccessible_json(chat: Chat, message_id: int) -> JsonObject:
    """The InaccessibleMessage object: of a message that was deleted, only that it was."""
    return {"chat": chat_json(chat), "message_id": message_id, "date": 0}


def document_json(file: File) -> JsonObject:
    """The Document object."""
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_name": file.name,
        "mime_type": file.mime,
        "file_size": len(file.content),
    }


def file_json(file: File) -> JsonObject:
    """The File object of getFile."""
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def member_change_json(chat: Chat, by: User, old: Member, new: Member, date: int) -> JsonObject:
    """The ChatMemberUpdated object."""
    return {
        "chat": chat_json(chat),
        "from": user_json(by),
        "date": date,
        "old_chat_member": member_json(old),
        "new_chat_member": member_json(new),
    }


def users_json(users: Iterable[User]) -> list[Json]:
    """Several User objects."""
    return [user_json(user) for user in users]
