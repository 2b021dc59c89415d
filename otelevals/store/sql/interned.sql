-- name: find_series
SELECT id FROM series WHERE run = ? AND scorer = ? AND name = ? AND version = ?;

-- name: add_series
INSERT INTO series (id, run, scorer, name, version, touched)
SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, 0 FROM series;

-- name: touch_series
UPDATE series SET touched = ? WHERE id = ? AND touched < ?;

-- name: find_dimension_set
SELECT id FROM dimension_sets WHERE dimensions = ?;

-- name: add_dimension_set
INSERT INTO dimension_sets (id, dimensions)
SELECT COALESCE(MAX(id), 0) + 1, ? FROM dimension_sets;

-- name: find_cell
SELECT id FROM cells WHERE series = ? AND dimension_set = ? AND outcome = ? AND scored = ?;

-- name: add_cell
INSERT INTO cells (id, series, dimension_set, outcome, scored, touched)
SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, 0 FROM cells;

-- name: touch_cell
UPDATE cells SET touched = ? WHERE id = ? AND touched < ?;

-- name: find_origin
SELECT id FROM origins
WHERE kind = ? AND requested_model = ? AND served_model = ? AND stratum = ? AND time_window = ?;

-- name: add_origin
INSERT INTO origins (id, kind, requested_model, served_model, stratum, time_window, touched)
SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, ?, 0 FROM origins;

-- name: touch_origin
UPDATE origins SET touched = ? WHERE id = ? AND touched < ?;

-- name: find_reason
SELECT id FROM reasons WHERE scorer = ? AND decision = ? AND reason = ?;

-- name: add_reason
INSERT INTO reasons (id, scorer, decision, reason, touched)
SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, 0 FROM reasons;

-- name: touch_reason
UPDATE reasons SET touched = ? WHERE id = ? AND touched < ?;

-- name: forget_cells
DELETE FROM cells WHERE touched < ?;

-- name: forget_origins
DELETE FROM origins WHERE touched < ?;

-- name: forget_reasons
DELETE FROM reasons WHERE touched < ?;

-- name: forget_dimension_sets
DELETE FROM dimension_sets WHERE id NOT IN (SELECT dimension_set FROM cells);

-- name: forget_series
DELETE FROM series WHERE touched < ?;
