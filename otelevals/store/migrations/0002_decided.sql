-- What scorers decided on the latest spans; the oldest go. reasons: their numbers, with spaces between.
-- There is no index of traces: a person asks once in a while, and looking through all rows is quick enough.
CREATE TABLE decided (
    id INTEGER PRIMARY KEY,
    trace_id BYTEA NOT NULL,
    span_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    time BIGINT NOT NULL,
    reasons TEXT NOT NULL
);

INSERT INTO marks (name, value) VALUES ('decided', 0);
