"""The Makefile: `make build` replaces site/ by a whole site, or leaves it alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hooks.conftest import ROOT, Site, page


@pytest.fixture
def repository(small_site: Site) -> Site:
    """A small site with the Makefile and what is installed here, so that make has nothing to install."""
    shutil.copy(ROOT / "Makefile", small_site.root)
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, small_site.root)
        os.utime(small_site.root / name, (0, 0))
    installed = small_site.root / ".venv"
    installed.mkdir()
    (installed / "bin").symlink_to(Path(sys.executable).parent)
    (installed / "site").touch()
    return small_site


def test_lint_tells_all_that_is_wrong_and_the_command_that_mends_it(repository: Site) -> None:
    root = repository.root
    shutil.copytree(ROOT / ".github", root / ".github")
    shutil.copy(ROOT / "ruff.toml", root)
    (root / ".venv" / "dev").touch()
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)  # actionlint looks for a repository
    repository.write({"index.md": page("A [link](no/such.md).")})
    (root / "crooked.py").write_text("x = {  'a':1 }\n", encoding="utf-8")
    bad = subprocess.run(
        ["make", "lint"], cwd=root, env=repository.environment(), capture_output=True, text=True, check=False
    )
    told = bad.stdout + bad.stderr
    assert bad.returncode != 0
    assert "docs/index.md:6: L401 there is no page 'no/such.md'" in told
    assert "crooked.py" in told
    assert "To mend it: make format" in told
    repository.write({"index.md": page("Words.")})
    (root / "crooked.py").unlink()
    good = subprocess.run(
        ["make", "lint"], cwd=root, env=repository.environment(), capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stdout + good.stderr


def make_build(site: Site) -> subprocess.CompletedProcess[str]:
    """Run `make build`."""
    return subprocess.run(
        ["make", "build"], cwd=site.root, env=site.environment(), capture_output=True, text=True, check=False
    )


def files(folder: Path) -> dict[Path, bytes]:
    """Return everything in a folder."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_failed_build_leaves_the_last_good_site_as_it_was(repository: Site) -> None:
    done = make_build(repository.write({"index.md": page("Good words."), "old.md": page("Old words.")}))
    assert done.returncode == 0, done.stdout + done.stderr
    good = files(repository.root / "site")
    assert b"Good words." in good[Path("index.html")]

    failed = make_build(repository.write({"index.md": page("New words, and a [link](no/such.md).")}))
    assert failed.returncode != 0
    assert "no/such.md" in failed.stdout + failed.stderr
    assert files(repository.root / "site") == good

    mended = make_build(repository.write({"index.md": page("New words.")}))
    assert mended.returncode == 0, mended.stdout + mended.stderr
    new = files(repository.root / "site")
    assert b"New words." in new[Path("index.html")]
    assert Path("old/index.html") not in new
