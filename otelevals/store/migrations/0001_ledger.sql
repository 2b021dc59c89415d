-- Numbers that the writers share.
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO marks (name, value) VALUES ('targets', 0), ('settled', 0), ('hours', 0), ('minutes', 0);

-- What was evaluated. Ids only grow: they are the order in which targets came.
CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    trace_id BYTEA NOT NULL,
    span_id BYTEA NOT NULL,
    session TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seen BIGINT NOT NULL
);

CREATE UNIQUE INDEX targets_by_ids ON targets (trace_id, span_id);

-- Whose evaluations take each other's place. touched: the day (of Unix time) of its last use in an evaluation.
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    scorer TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    touched BIGINT NOT NULL,
    UNIQUE (run, scorer, name, version)
);

CREATE TABLE dimension_sets (
    id INTEGER PRIMARY KEY,
    dimensions TEXT NOT NULL UNIQUE
);

-- What is counted together. outcome: 0 failed, 1 passed, 2 neither, 3 error.
CREATE TABLE cells (
    id INTEGER PRIMARY KEY,
    series BIGINT NOT NULL,
    dimension_set BIGINT NOT NULL,
    outcome SMALLINT NOT NULL,
    scored SMALLINT NOT NULL,
    touched BIGINT NOT NULL,
    UNIQUE (series, dimension_set, outcome, scored)
);

CREATE TABLE origins (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    requested_model TEXT NOT NULL,
    served_model TEXT NOT NULL,
    stratum TEXT NOT NULL,
    time_window TEXT NOT NULL,
    touched BIGINT NOT NULL,
    UNIQUE (kind, requested_model, served_model, stratum, time_window)
);

-- time in milliseconds, duration in microseconds; flags: 1 partial, 2 cached, 4 uncalibrated, 8 withdrawn, 16 error;
-- keep: 0 a passing check, 1 a failure, an error or what a judge said, 2 what belongs to an offline run. A withdrawn
-- evaluation has no cell: 0.
CREATE TABLE evaluations (
    target BIGINT NOT NULL,
    series BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    origin BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    flags SMALLINT NOT NULL,
    keep SMALLINT NOT NULL,
    time BIGINT NOT NULL,
    score DOUBLE PRECISION,
    label TEXT NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    cost DOUBLE PRECISION NOT NULL,
    duration BIGINT NOT NULL,
    PRIMARY KEY (target, series)
) WITHOUT ROWID;

CREATE TABLE texts (
    target BIGINT NOT NULL,
    series BIGINT NOT NULL,
    explanation TEXT NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (target, series)
) WITHOUT ROWID;

-- Sums by minute (of Unix time), by the first minute of an hour before the mark 'minutes', and by that of a day before
-- the mark 'hours'. w is the weight of an evaluation, 1 / probability, x its score. exemplar: a trace and a span id.
CREATE TABLE rollups (
    minute BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    n BIGINT NOT NULL,
    w DOUBLE PRECISION NOT NULL,
    ww DOUBLE PRECISION NOT NULL,
    wx DOUBLE PRECISION NOT NULL,
    wwx DOUBLE PRECISION NOT NULL,
    wwxx DOUBLE PRECISION NOT NULL,
    cost DOUBLE PRECISION NOT NULL,
    duration DOUBLE PRECISION NOT NULL,
    exemplar BYTEA,
    PRIMARY KEY (minute, cell)
) WITHOUT ROWID;

CREATE TABLE reasons (
    id INTEGER PRIMARY KEY,
    scorer TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    touched BIGINT NOT NULL,
    UNIQUE (scorer, decision, reason)
);

CREATE TABLE decisions (
    minute BIGINT NOT NULL,
    reason BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (minute, reason)
) WITHOUT ROWID;

-- For people: an evaluation in a row.
CREATE VIEW ledger AS
SELECT
    t.trace_id, t.span_id, t.session, t.user_id, o.kind,
    s.run, s.scorer, s.name, s.version, e.revision,
    e.time, e.score, CASE c.outcome WHEN 0 THEN 0 WHEN 1 THEN 1 END AS passed, e.label,
    x.explanation, x.error,
    o.requested_model, o.served_model, e.probability, o.stratum, o.time_window,
    e.cost, e.duration, e.flags, d.dimensions
FROM evaluations e
JOIN targets t ON t.id = e.target
JOIN series s ON s.id = e.series
JOIN cells c ON c.id = e.cell
JOIN dimension_sets d ON d.id = c.dimension_set
JOIN origins o ON o.id = e.origin
LEFT JOIN texts x ON x.target = e.target AND x.series = e.series;
