"""The mill's computer. It is not ours: it can't be changed, and it is as slow as it is."""

from include.places import DATA

MILL = DATA / "mill"


def confirm(day, kilograms):
    """Confirm a delivery. The first call in the morning wakes the computer, and is lost."""
    if not (MILL / "awake" / day).exists():
        (MILL / "awake" / day).touch()
        raise ConnectionError("The mill does not answer. Try again in a moment.")
    (MILL / f"{day}.txt").write_text(str(kilograms))
