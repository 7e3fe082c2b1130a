"""The library's Bot as we use it: every call hands back plain JSON, and no token is in it that could be shown."""

from typing import Any

from telegram import Bot, InputFile, TelegramObject
from telegram.error import TelegramError

from channels.telegram.request import AiohttpRequest, AnswerLostError

#: What the library is given for the token; the real one is added by the transport.
_IN_ITS_PLACE = "0:hidden"
#: What is JSON as it is, without a look inside: lists and the library's own types may hold more.
_PLAIN = frozenset({str, int, float, bool, dict})


class Api(Bot):
    """Calls of the Bot API through the library's types and errors.

    What comes back is not made into the library's objects: an answer with something new in it would raise there,
    after the message was sent.
    """

    def __init__(self, request: AiohttpRequest) -> None:
        super().__init__(_IN_ITS_PLACE, base_url=lambda _token: "", request=request, get_updates_request=request)
        self._transport = request

    async def call(self, method: str, *, read_timeout: float | None = None, **parameters: Any) -> Any:
        """Call a method by its name in the Bot API and return the plain result. Raises TelegramError.

        Parameters that are None are left out; the library's types, files among them, are allowed.
        """
        given, plain = {}, True
        for name, value in parameters.items():
            if value is not None:
                given[name] = value
                plain = plain and type(value) in _PLAIN
        if plain:
            return await self._transport.ask(method, given, read_timeout)
        if not any(isinstance(value, InputFile) for value in given.values()):
            return await self._transport.ask(method, {n: _plain(value) for n, value in given.items()}, read_timeout)
        how: dict[str, Any] = {} if read_timeout is None else {"read_timeout": read_timeout}
        try:
            return await self._post(method, given, **how)
        except (KeyError, TypeError, AttributeError):
            raise AnswerLostError("the answer is no answer of the Bot API") from None
        except TelegramError as error:
            # The bare class is raised for an answer that is no JSON; whatever was asked may have been done.
            if type(error) is not TelegramError:
                raise
            raise AnswerLostError("the answer is no JSON") from None


def _plain(value: Any) -> Any:
    """Return a parameter as JSON has it."""
    if isinstance(value, TelegramObject):
        return value.to_dict()
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
