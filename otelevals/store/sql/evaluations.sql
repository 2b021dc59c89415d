-- name: find_target
SELECT id, session, user_id, seen FROM targets WHERE trace_id = ? AND span_id = ?;

-- name: add_target
INSERT INTO targets (id, trace_id, span_id, session, user_id, seen) VALUES (?, ?, ?, ?, ?, ?);

-- name: name_target
UPDATE targets SET session = ?, user_id = ? WHERE id = ?;

-- name: renew_target
UPDATE targets SET id = ?, seen = ? WHERE id = ?;

-- name: renew_evaluations
UPDATE evaluations SET target = ? WHERE target = ?;

-- name: renew_texts
UPDATE texts SET target = ? WHERE target = ?;

-- name: of_target
SELECT target, series, cell, origin, revision, flags, keep, time, score, label, probability, cost, duration, grp
FROM evaluations WHERE target = ?;

-- name: put
INSERT INTO evaluations
    (target, series, cell, origin, revision, flags, keep, time, score, label, probability, cost, duration, grp)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (target, series) DO UPDATE SET
    cell = excluded.cell,
    origin = excluded.origin,
    revision = excluded.revision,
    flags = excluded.flags,
    keep = excluded.keep,
    time = excluded.time,
    score = excluded.score,
    label = excluded.label,
    probability = excluded.probability,
    cost = excluded.cost,
    duration = excluded.duration,
    grp = excluded.grp;

-- name: put_text
INSERT INTO texts (target, series, explanation, error) VALUES (?, ?, ?, ?)
ON CONFLICT (target, series) DO UPDATE SET explanation = excluded.explanation, error = excluded.error;

-- name: drop_text
DELETE FROM texts WHERE target = ? AND series = ?;
