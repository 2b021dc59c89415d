-- Evaluations that came to other processes than the one that watches, as they came, compressed. time in milliseconds.
CREATE TABLE alert_inbox (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    time BIGINT NOT NULL,
    evaluations BYTEA NOT NULL
);

INSERT INTO marks (name, value) VALUES ('alert_inbox', 0);
