-- name: create
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

-- name: applied
SELECT number FROM migrations;

-- name: add
INSERT INTO migrations (number, name) VALUES (?, ?);
