-- name: last_before
SELECT MAX(id) FROM (SELECT id, seen FROM targets WHERE id > ? ORDER BY id LIMIT ?) AS oldest WHERE seen < ?;

-- name: last_of_oldest
SELECT MAX(id), MAX(seen) FROM (SELECT id, seen FROM targets ORDER BY id LIMIT ?) AS oldest;

-- name: drop_kept
DELETE FROM evaluations WHERE target > ? AND target <= ? AND keep <= ?;

-- name: drop_orphaned_texts
DELETE FROM texts WHERE target > ? AND target <= ? AND NOT EXISTS (
    SELECT 1 FROM evaluations e WHERE e.target = texts.target AND e.series = texts.series
);

-- name: drop_orphaned_targets
DELETE FROM targets WHERE id > ? AND id <= ? AND NOT EXISTS (
    SELECT 1 FROM evaluations e WHERE e.target = targets.id
);

-- name: drop_evaluations
DELETE FROM evaluations WHERE target <= ?;

-- name: drop_texts
DELETE FROM texts WHERE target <= ?;

-- name: drop_targets
DELETE FROM targets WHERE id <= ?;

-- name: oldest_minute
SELECT MIN(minute) FROM (
    SELECT MIN(minute) AS minute FROM rollups UNION ALL SELECT MIN(minute) AS minute FROM decisions
) AS either;

-- name: drop_rollups
DELETE FROM rollups WHERE minute < ?;

-- name: drop_decisions
DELETE FROM decisions WHERE minute < ?;
