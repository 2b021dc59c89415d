-- name: get
SELECT value FROM marks WHERE name = ?;

-- name: set
UPDATE marks SET value = ? WHERE name = ?;
