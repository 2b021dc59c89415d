-- name: add
INSERT INTO judge_log (id, time, trace_id, span_id, scorer, model, error, prompt, reply)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: drop_until
DELETE FROM judge_log WHERE id <= ?;

-- name: latest
SELECT time, trace_id, span_id, scorer, model, error, prompt, reply FROM judge_log ORDER BY id DESC LIMIT ?;

-- name: of_trace
SELECT time, trace_id, span_id, scorer, model, error, prompt, reply FROM judge_log WHERE trace_id = ? ORDER BY id;
