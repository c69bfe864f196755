"""hooks/assets.py: the files of assets/ are published."""

from __future__ import annotations

from tests.hooks.conftest import Site, page


def test_every_file_of_assets_is_published(small_site: Site) -> None:
    assets = small_site.root / "assets"
    (assets / "fonts" / "deep").mkdir(parents=True)
    (assets / "fonts" / "deep" / "new.bin").write_bytes(b"\x00new")
    (assets / ".hidden").write_text("an editor's file", encoding="utf-8")
    built = small_site.write({"index.md": page("![The logo](assets/images/logo.svg)")}).build()
    assert built.returncode == 0, built.output
    files = {path.relative_to(small_site.root): path for path in assets.rglob("*") if path.is_file()}
    hidden = [name for name in files if name.name == ".hidden"]
    assert len(files) > len(hidden) == 1
    for name, path in files.items():
        published = built.folder / name
        if name in hidden:
            assert not published.exists()
        else:
            # hooks/quizzes.py and hooks/labs.py write above a script what it needs.
            assert published.read_bytes().endswith(path.read_bytes()), name
