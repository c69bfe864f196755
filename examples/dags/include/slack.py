"""Post to Slack with Airflow's Slack provider. The token is in the Connection slack_api_default."""

from __future__ import annotations

import logging

from airflow.providers.slack.hooks.slack import SlackHook
from airflow.sdk.exceptions import AirflowFailException
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
)

log = logging.getLogger(__name__)

# Errors of chat.postMessage that another attempt may not meet: https://docs.slack.dev/reference/methods/chat.postMessage
PASSING = {
    "ratelimited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
}


def post(channel: str, text: str) -> None:
    """Post a message.

    Waits as long as Slack asks if it limits the rate. If Slack answers too late, Airflow tries
    again, so a message may appear twice; better than not at all.

    Args:
        channel: such as ``#academy``.
        text: in Slack's own markup.

    Raises:
        AirflowFailException: Slack refuses, and would again; the message has its reason.
        SlackApiError, OSError: Slack can't be reached or fails for now; worth another attempt.
    """
    hook = SlackHook(
        retry_handlers=[
            ConnectionErrorRetryHandler(),
            RateLimitErrorRetryHandler(max_retry_count=3),
        ]
    )
    try:
        hook.call("chat.postMessage", json={"channel": channel, "text": text})
    except SlackApiError as error:
        data = error.response.data
        reason = data.get("error", "no reason") if isinstance(data, dict) else "no JSON"
        if error.response.status_code >= 500 or reason in PASSING:
            raise
        raise AirflowFailException(
            f"Slack refuses the message to {channel}: {reason}"
        ) from error
    log.info("Posted to %s: %s", channel, text)
