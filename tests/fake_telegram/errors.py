"""What the official server says when it says no, word by word.

Source: https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp (10.0), fail_query_with_error
and check_chat_access. It writes the first letter small unless a capital or an underscore follows.
"""

from typing import Any


class ApiError(Exception):
    """An answer that is not ok. parameters: what a client may act on (retry_after, migrate_to_chat_id)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(message: str, **parameters: int) -> ApiError:
    """Return a 400; the message begins as the official server would let it begin."""
    shouted = len(message) > 1 and (message[1] == "_" or message[1].isupper())
    return ApiError(400, f"Bad Request: {message if shouted else message[:1].lower() + message[1:]}", **parameters)


def forbidden(message: str) -> ApiError:
    """Return a 403."""
    return ApiError(403, f"Forbidden: {message}")


def too_many(retry_after: int) -> ApiError:
    """Return a 429."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def conflict(message: str) -> ApiError:
    """Return a 409."""
    return ApiError(409, f"Conflict: {message}")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
