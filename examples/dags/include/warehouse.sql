-- The tables of the warehouse. Each opening runs this file, so every statement may run again.
-- Days are in UTC. About 30 sign-ups, 500 readings and 250 transactions a day.

-- first_pipeline, user_growth
CREATE TABLE IF NOT EXISTS sign_ups (
    day DATE NOT NULL,             -- partition: the day of the sign-up
    user_id INTEGER PRIMARY KEY,
    country VARCHAR NOT NULL,      -- two capital letters
    plan VARCHAR NOT NULL          -- free, plus or team
);

-- health_score
CREATE TABLE IF NOT EXISTS readings (
    received_on DATE NOT NULL,     -- partition: the day of arrival, which may be after the measurement
    reading_id VARCHAR NOT NULL,   -- the same id twice is the same reading, sent again
    user_name VARCHAR NOT NULL,
    device VARCHAR NOT NULL,       -- phone or watch
    kind VARCHAR NOT NULL,         -- steps, heart_rate or sleep
    measured_at TIMESTAMP NOT NULL,
    value INTEGER NOT NULL         -- steps in that hour, beats per minute at rest, or minutes asleep
);
CREATE TABLE IF NOT EXISTS user_days (
    day DATE NOT NULL,
    user_name VARCHAR NOT NULL,
    steps INTEGER,                 -- NULL where nothing was measured, here and below
    heart_rate INTEGER,            -- beats per minute at rest
    sleep INTEGER,                 -- minutes
    PRIMARY KEY (user_name, day)
);
CREATE TABLE IF NOT EXISTS scores (
    day DATE NOT NULL,
    user_name VARCHAR NOT NULL,
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
    goal INTEGER NOT NULL,         -- steps to aim for on the next day
    PRIMARY KEY (user_name, day)
);

-- fraud_detection
CREATE TABLE IF NOT EXISTS transactions (
    day DATE NOT NULL,             -- partition: the day of the payment
    transaction_id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    home_country VARCHAR NOT NULL, -- where the customer lives
    paid_at TIMESTAMP NOT NULL,
    amount DOUBLE NOT NULL,        -- euros
    country VARCHAR NOT NULL,      -- where the payment came from
    device VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS chargebacks (
    transaction_id INTEGER PRIMARY KEY, -- a payment that turned out to be fraud
    reported_on DATE NOT NULL
);
CREATE TABLE IF NOT EXISTS features (
    day DATE NOT NULL,
    transaction_id INTEGER PRIMARY KEY,
    amount DOUBLE NOT NULL,        -- euros
    times_usual DOUBLE NOT NULL,   -- the amount, divided by the customer's mean of the 30 days before; or 1
    abroad INTEGER NOT NULL,       -- 1 if the payment came from another country than the customer's
    at_night INTEGER NOT NULL,     -- 1 between midnight and 5:00 UTC
    new_device INTEGER NOT NULL    -- 1 if the customer paid in the 30 days before, but never with it
);
CREATE TABLE IF NOT EXISTS models (
    version VARCHAR PRIMARY KEY,
    trained_through DATE NOT NULL, -- the last day of the data that it has seen
    recall DOUBLE NOT NULL,        -- share of the fraud that it found in the week it had not seen
    precision DOUBLE NOT NULL      -- share of its alarms that were fraud, in the same week
);
CREATE TABLE IF NOT EXISTS flagged (
    day DATE NOT NULL,
    transaction_id INTEGER PRIMARY KEY,
    probability DOUBLE NOT NULL,   -- 0 to 1, of fraud
    model_version VARCHAR NOT NULL
);

-- ask_astro
CREATE TABLE IF NOT EXISTS documents (
    path VARCHAR PRIMARY KEY,      -- below docs/
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL          -- Markdown
);
CREATE TABLE IF NOT EXISTS split_passages (
    path VARCHAR NOT NULL,
    position INTEGER NOT NULL,     -- in the document, from 0
    heading VARCHAR NOT NULL,
    body VARCHAR NOT NULL,         -- at most about 150 words
    PRIMARY KEY (path, position)
);
CREATE TABLE IF NOT EXISTS embedded_passages (
    path VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    vector DOUBLE[] NOT NULL,
    embedder VARCHAR NOT NULL,     -- the version of the embedder that made the vector
    PRIMARY KEY (path, position)
);
CREATE TABLE IF NOT EXISTS passages ( -- what the answering program searches
    path VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    heading VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    vector DOUBLE[] NOT NULL,
    embedder VARCHAR NOT NULL,
    PRIMARY KEY (path, position)
);
