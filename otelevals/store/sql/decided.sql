-- name: add
INSERT INTO decided (id, trace_id, span_id, kind, revision, time, reasons) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: drop_until
DELETE FROM decided WHERE id <= ?;

-- name: last_before
SELECT MAX(id) FROM (SELECT id, time FROM decided ORDER BY id LIMIT ?) AS oldest WHERE time < ?;

-- name: last_of_oldest
SELECT MAX(id) FROM (SELECT id FROM decided ORDER BY id LIMIT ?) AS oldest;

-- name: of_trace
SELECT span_id, kind, revision, time, reasons FROM decided WHERE trace_id = ? ORDER BY id;

-- name: reason
SELECT scorer, decision, reason FROM reasons WHERE id = ?;

-- name: evaluations
SELECT
    trace_id, span_id, time, name, score, explanation, scorer, version, label, passed, error, revision, kind
FROM ledger WHERE trace_id = ? AND run = ''
ORDER BY time, span_id, scorer, name, version;

-- name: counts
SELECT r.scorer, r.decision, r.reason, CAST(SUM(d.n) AS BIGINT)
FROM decisions d JOIN reasons r ON r.id = d.reason
WHERE d.minute >= ? AND d.minute < ?
GROUP BY r.scorer, r.decision, r.reason;
