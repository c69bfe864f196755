"""The report of fraud_detection, for people who decide what to do about each payment."""

from __future__ import annotations

from html import escape

import duckdb

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Fraud report of {day}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; color: #1c2b33;
    max-width: 70rem; margin: 2rem auto; padding: 0 1rem }}
  .scroll {{ overflow-x: auto }}
  table {{ border-collapse: collapse; width: 100% }}
  th, td {{ padding: .5rem .7rem; text-align: left; vertical-align: top }}
  tr {{ border-bottom: 1px solid #ccd5da }}
  th {{ white-space: nowrap }}
  .number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }}
  footer {{ color: #51626b; margin-top: 2rem }}
</style>
<h1>Fraud report of {day}</h1>
<p><strong>{flagged} of {payments} payments</strong> look like fraud, worth {worth:,.2f} €.
Please check each with its customer, the most likely first.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Flagged payments">
<table>
<thead><tr><th scope="col">Payment</th><th scope="col">Time (UTC)</th><th scope="col">Customer</th>
<th scope="col" class="number">Amount</th><th scope="col">What is unusual</th>
<th scope="col" class="number">Probability</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
<footer>
<p>Model {model}. In the week on which it was validated it found {recall:.0%} of the fraud,
and {precision:.0%} of what it flagged was fraud. It can be wrong: no payment was blocked,
and a person decides.</p>
</footer>
</html>
"""

NOTHING = '<tr><td colspan="6">No payment was flagged.</td></tr>'


def fraud_report(db: duckdb.DuckDBPyConnection, day: str, version: str) -> str:
    """Write the report of a day.

    Args:
        db: the warehouse, in which the day's payments are flagged.
        day: the day, such as 2026-11-22.
        version: the version of the model that flagged them.

    Returns:
        An HTML page. The same data gives the same page.
    """
    rows = db.execute(
        """
        SELECT transaction_id, strftime(paid_at, '%H:%M'), customer_id, t.amount, times_usual,
            abroad, at_night, new_device, country, home_country, probability
        FROM flagged
        JOIN transactions AS t USING (transaction_id)
        JOIN features USING (transaction_id)
        WHERE t.day = $day ORDER BY probability DESC, transaction_id
        """,
        {"day": day},
    ).fetchall()
    (payments,) = db.execute(
        "SELECT count(*) FROM transactions WHERE day = $day", {"day": day}
    ).fetchone()
    recall, precision = db.execute(
        "SELECT recall, precision FROM models WHERE version = $version",
        {"version": version},
    ).fetchone()
    return PAGE.format(
        day=day,
        flagged=len(rows),
        payments=payments,
        worth=sum(row[3] for row in rows),
        rows="\n".join(map(_row, rows)) or NOTHING,
        model=escape(version),
        recall=recall,
        precision=precision,
    )


def _row(row: tuple) -> str:
    (
        transaction_id,
        time,
        customer,
        amount,
        times,
        abroad,
        at_night,
        new_device,
        country,
        home,
        probability,
    ) = row
    unusual = [
        f"{times:.1f} times the customer's usual amount" if times >= 2 else "",
        f"paid from {country}, but the customer lives in {home}" if abroad else "",
        "a device that the customer did not use in the 30 days before"
        if new_device
        else "",
        "in the night" if at_night else "",
    ]
    return (
        f'<tr><th scope="row">{transaction_id}</th><td>{time}</td><td>{customer}</td>'
        f'<td class="number">{amount:,.2f} €</td>'
        f"<td>{escape('; '.join(filter(None, unusual)))}</td>"
        f'<td class="number">{probability:.0%}</td></tr>'
    )
