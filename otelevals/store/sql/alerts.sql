-- name: names
SELECT DISTINCT name FROM alert_state ORDER BY name;

-- name: states
SELECT part, state FROM alert_state WHERE name = ?;

-- name: put_state
INSERT INTO alert_state (name, part, state) VALUES (?, ?, ?)
ON CONFLICT (name, part) DO UPDATE SET state = excluded.state;

-- name: drop_state
DELETE FROM alert_state WHERE name = ? AND part = ?;

-- name: hours
SELECT place, hour, sums FROM alert_hours WHERE name = ? ORDER BY place, hour;

-- name: put_hour
INSERT INTO alert_hours (name, place, hour, sums) VALUES (?, ?, ?, ?)
ON CONFLICT (name, place, hour) DO UPDATE SET sums = excluded.sums;

-- name: drop_hour
DELETE FROM alert_hours WHERE name = ? AND place = ? AND hour = ?;

-- name: outbox
SELECT id, place, time, message FROM alert_outbox WHERE name = ? ORDER BY id;

-- name: add_message
INSERT INTO alert_outbox (id, name, place, time, message) VALUES (?, ?, ?, ?, ?);

-- name: drop_message
DELETE FROM alert_outbox WHERE id = ?;

-- name: hand_over
INSERT INTO alert_inbox (id, name, time, evaluations) VALUES (?, ?, ?, ?);

-- name: handed_over
SELECT id, evaluations FROM alert_inbox WHERE name = ? AND id > ? ORDER BY id LIMIT ?;

-- name: drop_handed_over
DELETE FROM alert_inbox WHERE name = ? AND id <= ?;

-- name: drop_old_handed_over
DELETE FROM alert_inbox WHERE name = ? AND time < ?;

-- name: silences
SELECT id, matchers, ends, comment FROM alert_silences WHERE ends > ? ORDER BY id;

-- name: add_silence
INSERT INTO alert_silences (id, matchers, ends, comment) VALUES (?, ?, ?, ?);

-- name: drop_silence
DELETE FROM alert_silences WHERE id = ?;

-- name: drop_old_silences
DELETE FROM alert_silences WHERE ends <= ?;

-- name: evaluations
SELECT
    t.trace_id, t.span_id, t.session, s.scorer, s.name, s.version, e.revision, e.time, e.score, c.outcome,
    e.probability, o.served_model, d.dimensions
FROM evaluations e
JOIN targets t ON t.id = e.target
JOIN series s ON s.id = e.series
JOIN cells c ON c.id = e.cell
JOIN dimension_sets d ON d.id = c.dimension_set
JOIN origins o ON o.id = e.origin
WHERE s.run = '' AND e.time >= ? AND e.time < ?
ORDER BY e.time;
