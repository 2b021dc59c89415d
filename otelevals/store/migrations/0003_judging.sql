-- What was spent of a budget in an hour or a day of UTC. unit: 'hour' or 'day'; start: seconds of Unix time.
CREATE TABLE budgets (
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    start BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    tokens BIGINT NOT NULL,
    nano_usd BIGINT NOT NULL,
    PRIMARY KEY (name, unit, start)
) WITHOUT ROWID;

-- How fast budgets are being spent: what the processes that share them know of it together.
CREATE TABLE paces (
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    state BYTEA NOT NULL,
    PRIMARY KEY (name, unit)
) WITHOUT ROWID;

-- Calls of judges that were begun; those that were finished have a result. Times here and below in milliseconds.
CREATE TABLE judge_calls (
    id INTEGER PRIMARY KEY,
    call BYTEA NOT NULL UNIQUE,
    time BIGINT NOT NULL,
    result BYTEA
);

-- The cache: results by a hash of all that they depend on.
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    time BIGINT NOT NULL,
    result BYTEA NOT NULL
);

-- Attempts to ask a model, by hour (of Unix time). cached: answered without one, and saved is what that would have cost.
CREATE TABLE spending (
    hour BIGINT NOT NULL,
    scorer TEXT NOT NULL,
    judge TEXT NOT NULL,
    model TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    unpriced BIGINT NOT NULL,
    verdicts BIGINT NOT NULL,
    cached BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    nano_usd BIGINT NOT NULL,
    saved_nano_usd BIGINT NOT NULL,
    PRIMARY KEY (hour, scorer, judge, model)
) WITHOUT ROWID;

-- What was said to models and by them, word for word; the oldest go.
CREATE TABLE judge_log (
    id INTEGER PRIMARY KEY,
    time BIGINT NOT NULL,
    trace_id BYTEA NOT NULL,
    span_id BYTEA NOT NULL,
    scorer TEXT NOT NULL,
    model TEXT NOT NULL,
    error TEXT NOT NULL,
    prompt TEXT NOT NULL,
    reply TEXT NOT NULL
);

-- Calls that are to be made later.
CREATE TABLE pending (
    id INTEGER PRIMARY KEY,
    call BYTEA NOT NULL UNIQUE,
    scorer TEXT NOT NULL,
    time BIGINT NOT NULL,
    why TEXT NOT NULL,
    arguments BYTEA NOT NULL
);

CREATE INDEX pending_by_scorer ON pending (scorer, id);

INSERT INTO marks (name, value) VALUES ('judge_calls', 0), ('answers', 0), ('judge_log', 0), ('pending', 0), ('pending_bytes', 0);
