-- name: runs
SELECT DISTINCT run FROM series WHERE run <> '';

-- name: range
SELECT MIN(minute), MAX(minute) FROM rollups
WHERE cell IN (SELECT c.id FROM cells c JOIN series s ON s.id = c.series WHERE s.run = ?);

-- name: of_run
SELECT s.scorer, s.name, s.version, e.score, c.outcome, e.label, x.explanation
FROM targets t
JOIN evaluations e ON e.target = t.id
JOIN series s ON s.id = e.series
JOIN cells c ON c.id = e.cell
LEFT JOIN texts x ON x.target = e.target AND x.series = e.series
WHERE t.trace_id = ? AND t.span_id = ? AND s.run = ?;
