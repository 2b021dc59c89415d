-- name: add_sums
INSERT INTO grouped_sums (minute, cell, grp, n, w, wx) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (minute, cell, grp) DO UPDATE SET
    n = grouped_sums.n + excluded.n,
    w = grouped_sums.w + excluded.w,
    wx = grouped_sums.wx + excluded.wx;

-- name: add_days
INSERT INTO grouped_days (minute, cell, grp, n, w, wx) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (minute, cell, grp) DO UPDATE SET
    n = grouped_days.n + excluded.n,
    w = grouped_days.w + excluded.w,
    wx = grouped_days.wx + excluded.wx;

-- name: take_from_sums
UPDATE grouped_sums SET n = n - 1, w = w - ?, wx = wx - ? WHERE minute = ? AND cell = ? AND grp = ?;

-- name: take_from_days
UPDATE grouped_days SET n = n - 1, w = w - ?, wx = wx - ? WHERE minute = ? AND cell = ? AND grp = ?;

-- name: drop_empty_sums
DELETE FROM grouped_sums WHERE minute = ? AND cell = ? AND grp = ? AND n <= 0;

-- name: drop_empty_days
DELETE FROM grouped_days WHERE minute = ? AND cell = ? AND grp = ? AND n <= 0;

-- name: join_minutes
INSERT INTO grouped_sums (minute, cell, grp, n, w, wx)
SELECT CAST(? AS BIGINT), cell, grp, CAST(SUM(n) AS BIGINT), SUM(w), SUM(wx) FROM grouped_sums
WHERE minute > ? AND minute < ?
GROUP BY cell, grp
ON CONFLICT (minute, cell, grp) DO UPDATE SET
    n = grouped_sums.n + excluded.n,
    w = grouped_sums.w + excluded.w,
    wx = grouped_sums.wx + excluded.wx;

-- name: drop_between
DELETE FROM grouped_sums WHERE minute > ? AND minute < ?;

-- name: add_hour_to_day
INSERT INTO grouped_days (minute, cell, grp, n, w, wx)
SELECT CAST(? AS BIGINT), cell, grp, n, w, wx FROM grouped_sums WHERE minute = ?
ON CONFLICT (minute, cell, grp) DO UPDATE SET
    n = grouped_days.n + excluded.n,
    w = grouped_days.w + excluded.w,
    wx = grouped_days.wx + excluded.wx;

-- name: take_hours_from_day
INSERT INTO grouped_days (minute, cell, grp, n, w, wx)
SELECT CAST(? AS BIGINT), cell, grp, -CAST(SUM(n) AS BIGINT), -SUM(w), -SUM(wx) FROM grouped_sums
WHERE minute >= ? AND minute < ?
GROUP BY cell, grp
ON CONFLICT (minute, cell, grp) DO UPDATE SET
    n = grouped_days.n + excluded.n,
    w = grouped_days.w + excluded.w,
    wx = grouped_days.wx + excluded.wx;

-- name: drop_empty_of_day
DELETE FROM grouped_days WHERE minute = ? AND n <= 0;

-- name: drop_sums_before
DELETE FROM grouped_sums WHERE minute < ?;

-- name: drop_days_before
DELETE FROM grouped_days WHERE minute < ?;

-- name: read_sums
SELECT cell, grp, CAST(SUM(n) AS BIGINT), SUM(w), SUM(wx) FROM grouped_sums
WHERE minute >= ? AND minute < ?
GROUP BY cell, grp;

-- name: read_days
SELECT cell, grp, CAST(SUM(n) AS BIGINT), SUM(w), SUM(wx) FROM grouped_days
WHERE minute >= ? AND minute < ?
GROUP BY cell, grp;
