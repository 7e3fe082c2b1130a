"""What the server is told: nothing but loopback, no federation, quick passwords."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

SERVER_NAME = "localhost"
#: It guards nothing: the server is thrown away.
SHARED_SECRET = "a-secret-of-the-tests"


class Limits(StrEnum):
    """How much a member may do in which time."""

    #: As Synapse comes: 0.2 messages per second after a burst of 10, and so on.
    DEFAULT = "default"
    OFF = "off"


def homeserver_yaml(folder: Path, port: int, limits: Limits) -> str:
    """Return the configuration for a server whose data are in the folder. JSON is YAML too.

    https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html
    """
    settings = _settings(folder, port)
    if limits is Limits.OFF:
        settings |= _limits_off()
    return json.dumps(settings, indent=1)


def _settings(folder: Path, port: int) -> dict[str, Any]:
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key": f"ed25519 test {'A' * 43}",
        "log_config": str(folder / "log.yaml"),
        # Nothing is asked of, or told to, any other server.
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "report_stats": False,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "registration_shared_secret": SHARED_SECRET,
        "macaroon_secret_key": SHARED_SECRET,
        "form_secret": SHARED_SECRET,
        "bcrypt_rounds": 4,
    }


def _limits_off() -> dict[str, Any]:
    # https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html#ratelimiting
    off = {"per_second": 10000, "burst_count": 10000}
    plain = ("message", "registration", "admin_redaction", "joins_per_room", "3pid_validation", "key_requests")
    return {
        **{f"rc_{name}": off for name in (*plain, "delayed_event_mgmt", "media_create", "room_creation")},
        "rc_login": {"address": off, "account": off, "failed_attempts": off},
        "rc_joins": {"local": off, "remote": off},
        "rc_invites": {"per_room": off, "per_user": off, "per_issuer": off},
        "rc_presence": {"per_user": off},
    }


def log_yaml(folder: Path) -> str:
    """Return the configuration of the log, which a failing test shows."""
    form = "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"
    file = {
        "class": "logging.FileHandler",
        "formatter": "line",
        "filters": ["context"],
        "filename": str(folder / "homeserver.log"),
    }
    return json.dumps(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": form}},
            "filters": {"context": {"()": "synapse.logging.context.LoggingContextFilter", "request": ""}},
            "handlers": {"file": file},
            "root": {"level": "INFO", "handlers": ["file"]},
            # Which index of a new database is made in which second is of no interest here.
            "loggers": {"synapse.storage.background_updates": {"level": "WARNING"}},
        }
    )
