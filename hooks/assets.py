"""Publish the files of assets/ under the site's /assets/."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every file of assets/ to the files that MkDocs copies.

    Args:
        files: the files of docs/.
        config: the site's configuration; assets/ stands beside its mkdocs.yml.

    Returns:
        The same collection, with the assets in it.
    """
    root = Path(config.config_file_path).parent
    for path in sorted((root / "assets").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            uri = path.relative_to(root).as_posix()
            files.append(File(uri, str(root), config.site_dir, config.use_directory_urls))
    return files
