"""The environment in which Airflow runs the examples: their DAGs and nothing else, in .airflow/."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent
HOME = EXAMPLES.parent / ".airflow"
USER = "admin"


def address(port: int) -> str:
    """Return where a browser finds a port of this machine, which in GitHub Codespaces has an address outside.

    Source: https://docs.github.com/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace
    """
    name, domain = os.environ.get("CODESPACE_NAME"), os.environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")
    return f"https://{name}-{port}.{domain}" if name and domain else f"http://127.0.0.1:{port}"


def environment(port: int, slack_url: str, slack_token: str) -> dict[str, str]:
    """Return this process's environment with Airflow's settings in it.

    Args:
        port: of Airflow's API server. Two ports after the next two are for its log servers.
        slack_url: of Slack's Web API, if the environment has no Connection to Slack.
        slack_token: for it.

    Returns:
        The variables. AIRFLOW_HOME and AIRFLOW_CONN_SLACK_API_DEFAULT are left as they are if they are set.
    """
    connection = {"conn_type": "slack", "password": slack_token, "extra": {"base_url": slack_url, "timeout": 10}}
    settings = {
        "AIRFLOW__API__BASE_URL": address(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",  # so that assets and the bot can start them
        "AIRFLOW__CORE__DAGS_FOLDER": str(EXAMPLES / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",  # what tasks talk to
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",  # tasks at once
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(port + 3),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(port + 4),
        # `airflow standalone` starts its parts by the name `airflow`.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }
    defaults = {"AIRFLOW_HOME": str(HOME), "AIRFLOW_CONN_SLACK_API_DEFAULT": json.dumps(connection)}
    return defaults | os.environ | settings


def password(home: Path) -> str:
    """Return the password of the user ``admin``, which is made when first asked for.

    Args:
        home: Airflow's home; the password is in the file from which Airflow reads it.
    """
    file = home / "simple_auth_manager_passwords.json.generated"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({USER: secrets.token_urlsafe(9)}), encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))[USER]
