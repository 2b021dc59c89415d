-- name: has
SELECT 1 FROM pending WHERE call = ?;

-- name: add
INSERT INTO pending (id, call, scorer, time, why, arguments) VALUES (?, ?, ?, ?, ?, ?);

-- name: next
SELECT id, call, scorer, time, why, arguments FROM pending WHERE scorer = ? AND id > ? ORDER BY id LIMIT ?;

-- name: size
SELECT LENGTH(arguments) FROM pending WHERE call = ?;

-- name: done
DELETE FROM pending WHERE call = ?;

-- name: surplus
SELECT MAX(id), CAST(COALESCE(SUM(LENGTH(arguments)), 0) AS BIGINT)
FROM (SELECT id, time, arguments FROM pending ORDER BY id LIMIT ?) AS oldest WHERE time < ?;

-- name: drop_until
DELETE FROM pending WHERE id <= ? AND time < ?;

-- name: total
SELECT COUNT(*) FROM pending;
