-- name: add
INSERT INTO rollups (minute, cell, n, w, ww, wx, wwx, wwxx, cost, duration, exemplar)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (minute, cell) DO UPDATE SET
    n = rollups.n + excluded.n,
    w = rollups.w + excluded.w,
    ww = rollups.ww + excluded.ww,
    wx = rollups.wx + excluded.wx,
    wwx = rollups.wwx + excluded.wwx,
    wwxx = rollups.wwxx + excluded.wwxx,
    cost = rollups.cost + excluded.cost,
    duration = rollups.duration + excluded.duration,
    exemplar = COALESCE(rollups.exemplar, excluded.exemplar);

-- name: take_back
UPDATE rollups SET
    n = n - ?,
    w = w - ?,
    ww = ww - ?,
    wx = wx - ?,
    wwx = wwx - ?,
    wwxx = wwxx - ?,
    cost = cost - ?,
    duration = duration - ?,
    exemplar = NULLIF(exemplar, ?)
WHERE minute = ? AND cell = ?;

-- name: drop_empty
DELETE FROM rollups WHERE minute = ? AND cell = ? AND n <= 0;

-- name: next_minute
SELECT MIN(minute) FROM (
    SELECT MIN(minute) AS minute FROM rollups WHERE minute >= ?
    UNION ALL
    SELECT MIN(minute) AS minute FROM decisions WHERE minute >= ?
) AS either;

-- name: join_sums
INSERT INTO rollups (minute, cell, n, w, ww, wx, wwx, wwxx, cost, duration, exemplar)
SELECT CAST(? AS BIGINT), cell, n, w, ww, wx, wwx, wwxx, cost, duration, exemplar FROM rollups WHERE minute = ?
ON CONFLICT (minute, cell) DO UPDATE SET
    n = rollups.n + excluded.n,
    w = rollups.w + excluded.w,
    ww = rollups.ww + excluded.ww,
    wx = rollups.wx + excluded.wx,
    wwx = rollups.wwx + excluded.wwx,
    wwxx = rollups.wwxx + excluded.wwxx,
    cost = rollups.cost + excluded.cost,
    duration = rollups.duration + excluded.duration,
    exemplar = COALESCE(rollups.exemplar, excluded.exemplar);

-- name: drop_sums
DELETE FROM rollups WHERE minute > ? AND minute < ?;

-- name: join_decisions
INSERT INTO decisions (minute, reason, n)
SELECT CAST(? AS BIGINT), reason, n FROM decisions WHERE minute = ?
ON CONFLICT (minute, reason) DO UPDATE SET n = decisions.n + excluded.n;

-- name: drop_decisions
DELETE FROM decisions WHERE minute > ? AND minute < ?;

-- name: add_decisions
INSERT INTO decisions (minute, reason, n) VALUES (?, ?, ?)
ON CONFLICT (minute, reason) DO UPDATE SET n = decisions.n + excluded.n;

-- name: totals
SELECT
    t.cell, s.scorer, s.name, d.dimensions, c.outcome, c.scored,
    t.n, t.w, t.ww, t.wx, t.wwx, t.wwxx, t.cost, t.duration
FROM (
    SELECT
        cell, CAST(SUM(n) AS BIGINT) AS n, SUM(w) AS w, SUM(ww) AS ww, SUM(wx) AS wx, SUM(wwx) AS wwx, SUM(wwxx) AS wwxx,
        SUM(cost) AS cost, SUM(duration) AS duration
    FROM rollups WHERE minute >= ? AND minute < ?
    GROUP BY cell
) AS t
JOIN cells c ON c.id = t.cell
JOIN series s ON s.id = c.series
JOIN dimension_sets d ON d.id = c.dimension_set
WHERE s.run = ?;

-- name: decision_totals
SELECT r.scorer, r.decision, CAST(SUM(d.n) AS BIGINT)
FROM decisions d JOIN reasons r ON r.id = d.reason
WHERE d.minute >= ? AND d.minute < ?
GROUP BY r.scorer, r.decision;
