"""The report of user_growth: one table, a row a country and a column a week."""

from __future__ import annotations

from html import escape

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>User growth</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; color: #1c2b33;
    max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
  .scroll {{ overflow-x: auto }}
  table {{ border-collapse: collapse }}
  caption {{ text-align: left; padding-bottom: .5rem }}
  th, td {{ padding: .3rem .7rem; text-align: right; font-variant-numeric: tabular-nums }}
  tr {{ border-bottom: 1px solid #ccd5da }}
  tr > :first-child {{ text-align: left }}
  tbody tr:last-child {{ font-weight: bold }}
</style>
<h1>User growth</h1>
<div class="scroll" tabindex="0" role="region" aria-label="New users by country and week">
<table>
<caption>New users in the week that begins on the day shown.
The first and the last week may be incomplete.</caption>
<thead><tr><th scope="col">Country</th>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</div>
</html>
"""


def growth_report(growth: list[dict]) -> str:
    """Write the report.

    Args:
        growth: for each country ``{"country": "DE", "weeks": {"2026-11-16": 42, …}}``: new users
            by the week's Monday.

    Returns:
        An HTML page, with a total in its last row.
    """
    weeks = sorted({week for row in growth for week in row["weeks"]})
    total = {
        "country": "Total",
        "weeks": {w: sum(row["weeks"].get(w, 0) for row in growth) for w in weeks},
    }
    head = "".join(f'<th scope="col">{week}</th>' for week in weeks)
    rows = (
        f'<tr><th scope="row">{escape(row["country"])}</th>'
        + "".join(f"<td>{row['weeks'].get(week, 0)}</td>" for week in weeks)
        + "</tr>"
        for row in [*sorted(growth, key=lambda row: row["country"]), total]
    )
    return PAGE.format(head=head, body="\n".join(rows))
