"""Show a page's last update and its "edit" link only where git and the repository's address are known."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority


@event_priority(100)  # before the plugin reads its options
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Turn off what could only guess or lead nowhere.

    Args:
        config: the site's configuration; ``repo_url`` is empty where REPO_URL is not set.

    Returns:
        The configuration.
    """
    root = Path(config.config_file_path).parent
    dates = config.plugins["git-revision-date-localized"]
    dates.config["enabled"] = bool(config.repo_url) and _has_history(root)
    if not config.repo_url:
        config.edit_uri = None
    return config


def _has_history(root: Path) -> bool:
    answer = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, check=False)
    return answer.returncode == 0
