-- name: find
SELECT calls, tokens, nano_usd FROM budgets WHERE name = ? AND unit = ? AND start = ?;

-- name: put
INSERT INTO budgets (name, unit, start, calls, tokens, nano_usd) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (name, unit, start) DO UPDATE SET
    calls = excluded.calls,
    tokens = excluded.tokens,
    nano_usd = excluded.nano_usd;

-- name: since
SELECT
    CAST(COALESCE(SUM(calls), 0) AS BIGINT),
    CAST(COALESCE(SUM(tokens), 0) AS BIGINT),
    CAST(COALESCE(SUM(nano_usd), 0) AS BIGINT)
FROM budgets WHERE name = ? AND unit = ? AND start >= ? AND start <= ?;

-- name: drop_surplus
DELETE FROM budgets WHERE name = ? AND unit = ? AND start < (
    SELECT MIN(start) FROM (
        SELECT start FROM budgets WHERE name = ? AND unit = ? ORDER BY start DESC LIMIT ?
    ) AS latest
);

-- name: pace
SELECT state FROM paces WHERE name = ? AND unit = ?;

-- name: put_pace
INSERT INTO paces (name, unit, state) VALUES (?, ?, ?)
ON CONFLICT (name, unit) DO UPDATE SET state = excluded.state;
