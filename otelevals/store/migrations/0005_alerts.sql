-- What the rules of an alerts exporter remember, in parts that are written when they change.
CREATE TABLE alert_state (
    name TEXT NOT NULL,
    part TEXT NOT NULL,
    state BYTEA NOT NULL,
    PRIMARY KEY (name, part)
) WITHOUT ROWID;

-- Sums of hours (of Unix time) by source and slice, older ones of days.
CREATE TABLE alert_hours (
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    hour BIGINT NOT NULL,
    sums BYTEA NOT NULL,
    PRIMARY KEY (name, place, hour)
) WITHOUT ROWID;

-- Messages that were not delivered yet. time in milliseconds.
CREATE TABLE alert_outbox (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    time BIGINT NOT NULL,
    message BYTEA NOT NULL
);

-- Alerts that nobody is told of. matchers: JSON; ends in milliseconds.
CREATE TABLE alert_silences (
    id INTEGER PRIMARY KEY,
    matchers TEXT NOT NULL,
    ends BIGINT NOT NULL,
    comment TEXT NOT NULL
);

INSERT INTO marks (name, value) VALUES ('alert_outbox', 0), ('alert_silences', 0);
