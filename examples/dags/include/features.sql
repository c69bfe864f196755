-- --8<-- [start:features]
-- What a model can see of each payment from $first_day to $last_day. It only looks back:
-- at days before the payment's. Rounded, because the last digits of a mean depend on the
-- order in which the numbers were added.
INSERT OR REPLACE INTO features
SELECT
    payment.day,
    payment.transaction_id,
    payment.amount,
    round(payment.amount / coalesce(avg(earlier.amount), payment.amount), 4)
        AS times_usual,
    (payment.country <> payment.home_country)::INTEGER AS abroad,
    (hour(payment.paid_at) < 5)::INTEGER AS at_night,
    (
        count(earlier.device) > 0
        AND NOT coalesce(bool_or(earlier.device = payment.device), FALSE)
    )::INTEGER AS new_device
FROM transactions AS payment
LEFT JOIN transactions AS earlier
    ON earlier.customer_id = payment.customer_id
    AND earlier.day BETWEEN payment.day - 30 AND payment.day - 1
WHERE payment.day BETWEEN $first_day AND $last_day
GROUP BY
    payment.day, payment.transaction_id, payment.amount, payment.country,
    payment.home_country, payment.paid_at, payment.device;
-- --8<-- [end:features]
