"""Asking Telegram how our account is, without working for it: nothing is fetched and nothing is set."""

from telegram.error import InvalidToken, TelegramError

from channels.found import Reached, Telegram
from channels.telegram.api import Api
from channels.telegram.channel import Access
from channels.telegram.request import AiohttpRequest

_SECONDS = 10.0


async def look(access: Access) -> Telegram:
    """Return what Telegram says of the account."""
    wanted = access.endpoint.url if access.endpoint is not None else ""
    request = AiohttpRequest(access.api_url, access.token)
    await request.initialize()
    api = Api(request)
    try:
        me = await api.call("getMe", read_timeout=_SECONDS)
        hook = await api.call("getWebhookInfo", read_timeout=_SECONDS)
    except InvalidToken:
        return Telegram(Reached.REFUSED, wanted_webhook=wanted)
    except TelegramError:
        return Telegram(Reached.NO, wanted_webhook=wanted)
    finally:
        await request.shutdown()
    if not isinstance(me, dict) or not isinstance(hook, dict):
        return Telegram(Reached.NO, wanted_webhook=wanted)
    waiting = hook.get("pending_update_count")
    return Telegram(
        Reached.YES,
        str(me.get("username", "")),
        str(hook.get("url", "")),
        wanted,
        str(hook.get("last_error_message", "")),
        waiting if isinstance(waiting, int) else 0,
    )
