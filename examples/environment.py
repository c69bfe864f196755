"""The environment in which Airflow runs: the DAGs of the examples, your own, and nothing else, in .airflow/."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

from include.places import BASE, FAULT, HOME, MY_DAGS, WAREHOUSE

EXAMPLES = Path(__file__).parent
DAGS = EXAMPLES / "dags"
USER = "admin"
HERE = ("127.0.0.1", "localhost", "::1")  # what no proxy may be asked for
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
# What a learner may set for the tasks, as for any Airflow: https://airflow.apache.org/docs/apache-airflow/stable/howto/connection.html
KEPT = ("AIRFLOW_CONN_", "AIRFLOW_VAR_")


def address(port: int) -> str:
    """Return where a browser finds a port of this machine, which in GitHub Codespaces has an address outside.

    Source: https://docs.github.com/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace
    """
    name, domain = os.environ.get("CODESPACE_NAME"), os.environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")
    return f"https://{name}-{port}.{domain}" if name and domain else f"http://127.0.0.1:{port}"


def foreign(variables: dict[str, str]) -> list[str]:
    """Return the names of settings of another Airflow or PostgreSQL, and of a proxy that Airflow can't use.

    Args:
        variables: an environment. Connections and Variables for tasks (AIRFLOW_CONN_…, AIRFLOW_VAR_…) are nobody's
            settings, and stay.
    """
    return sorted(
        name
        for name, value in variables.items()
        if (name.startswith(("AIRFLOW_", "_AIRFLOW_")) and not name.startswith(KEPT))
        or name.startswith("PG")  # libpq and PostgreSQL read them: https://www.postgresql.org/docs/18/libpq-envars.html
        # Airflow's HTTP library stops at a SOCKS proxy, even one that it would not ask: https://www.python-httpx.org/advanced/proxies/
        or (name.lower() in PROXIES and value.lower().startswith("socks"))
    )


def clean(variables: dict[str, str]) -> dict[str, str]:
    """Return an environment without settings of another Airflow, in which no program asks a proxy for this machine.

    Args:
        variables: an environment.
    """
    away = set(foreign(variables))
    kept = {name: value for name, value in variables.items() if name not in away}
    asked = variables.get("no_proxy") or variables.get("NO_PROXY") or ""
    hosts = [host.strip() for host in asked.split(",") if host.strip()]
    without = ",".join(hosts + [host for host in HERE if host not in hosts])
    return kept | {"no_proxy": without, "NO_PROXY": without}


def enter(settings: dict[str, str]) -> list[str]:
    """Give this process a clean environment and Airflow's settings, which must be there before Airflow is imported.

    Args:
        settings: as settings() returns them.

    Returns:
        The names of the variables that were taken away.
    """
    ignored = foreign(dict(os.environ))
    whole = clean(dict(os.environ)) | settings
    for name in ignored:
        del os.environ[name]
    os.environ.update(whole)
    return ignored


def bundle(name: str, path: Path) -> dict:
    """Return the description of a DAG bundle, which is a folder (or one file) with DAGs.

    Source: https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/dag-bundles.html

    Args:
        name: of the bundle.
        path: of the folder or file.
    """
    # Every five seconds Airflow looks whether there is a new file. Its own default is five minutes.
    options = {"path": str(path), "refresh_interval": 5}
    return {"name": name, "classpath": "airflow.dag_processing.bundles.local.LocalDagBundle", "kwargs": options}


def limit_to(path: Path) -> None:
    """Let Airflow in this process know one DAG file alone: running a DAG makes it read all files of all bundles.

    Args:
        path: of the file.
    """
    os.environ["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"] = json.dumps([bundle("one_file", path)])


def settings(port: int, database: str, slack_url: str, slack_token: str) -> dict[str, str]:
    """Return Airflow's settings.

    Args:
        port: of Airflow's API server. Two ports after the next two are for its log servers.
        database: the address of its database.
        slack_url: of Slack's Web API, if the environment has no Connection to Slack.
        slack_token: for it.

    Returns:
        The variables; put them over a clean environment.
    """
    mine, ours = bundle("my_dags", MY_DAGS), bundle("examples", DAGS)
    connection = {"conn_type": "slack", "password": slack_token, "extra": {"base_url": slack_url, "timeout": 10}}
    return {
        "COURSE_HOME": str(BASE),
        "COURSE_FAULT": FAULT,
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__API__BASE_URL": address(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        # An import error shows the line of the DAG file, not only where Airflow noticed.
        "AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH": "10",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",  # so that assets and the bot can start them
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",  # what tasks talk to
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # A second change within seconds is stored at once, too. Airflow's own default is 30 seconds.
        "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0",
        "AIRFLOW__CORE__PARALLELISM": "4",  # tasks at once
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps([mine] if FAULT else [ours, mine]),
        # A file that changes is read at once all the same. Airflow's own default is 30 seconds, for every file.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "120",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(port + 3),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(port + 4),
        # A machine that is busy answers a task late. Airflow's own default is 5 seconds, and the task fails of that.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        # Seconds in which the end of a task is noticed. Airflow's own default is 5: so long may a task that ended hold
        # its place, and a sensor that goes on meanwhile fails.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW_CONN_SLACK_API_DEFAULT": os.environ.get("AIRFLOW_CONN_SLACK_API_DEFAULT") or json.dumps(connection),
        # For SQL operators. It is ours whatever the environment says: an exercise must not write into a real warehouse.
        "AIRFLOW_CONN_WAREHOUSE": json.dumps({"conn_type": "duckdb", "host": str(WAREHOUSE)}),
        # The shell of a BashOperator finds the Python that has Airflow.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": os.pathsep.join([str(EXAMPLES), str(DAGS), str(EXAMPLES.parent)]),
    }


def edge(port: int) -> dict[str, str]:
    """Return what settings() lacks when tasks wait for a worker, a program of its own that asks for them over HTTP.

    Source: https://airflow.apache.org/docs/apache-airflow-providers-edge3/stable/edge_executor.html

    Args:
        port: of Airflow's API server, which gives the tasks away.
    """
    return {
        "AIRFLOW__CORE__EXECUTOR": "airflow.providers.edge3.executors.EdgeExecutor",
        "AIRFLOW__EDGE__API_ENABLED": "True",
        "AIRFLOW__EDGE__API_URL": f"http://127.0.0.1:{port}/edge_worker/v1/rpcapi",
        # Seconds. The name of a worker that was killed is free again after five heartbeats.
        "AIRFLOW__EDGE__HEARTBEAT_INTERVAL": "5",
        "AIRFLOW__EDGE__JOB_POLL_INTERVAL": "1",
        # Seconds. A worker signs each request, and ends for good with "403 Forbidden" if the API server reads one more
        # than 20 s later, as on a busy machine. Airflow adds this to the time that a signature is good for.
        "AIRFLOW__API_AUTH__JWT_LEEWAY": "300",
        # The worker writes into the folder from which Airflow reads. What it sent would be there a second time.
        "AIRFLOW__EDGE__PUSH_LOGS": "False",
    }


def password() -> str:
    """Return the password of the user ``admin``, which is made when first asked for.

    It is in the file from which Airflow reads it.
    """
    file = HOME / "simple_auth_manager_passwords.json.generated"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({USER: secrets.token_urlsafe(9)}), encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))[USER]
