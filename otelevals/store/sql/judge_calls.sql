-- name: find
SELECT result FROM judge_calls WHERE call = ?;

-- name: begin
INSERT INTO judge_calls (id, call, time) VALUES (?, ?, ?);

-- name: finish
UPDATE judge_calls SET result = ? WHERE call = ? AND result IS NULL;

-- name: surplus_calls
SELECT MAX(id) FROM (SELECT id, time FROM judge_calls ORDER BY id LIMIT ?) AS oldest WHERE time < ? OR id <= ?;

-- name: drop_calls
DELETE FROM judge_calls WHERE id <= ?;

-- name: find_answer
SELECT result FROM answers WHERE hash = ? AND time >= ?;

-- name: drop_answer
DELETE FROM answers WHERE hash = ?;

-- name: add_answer
INSERT INTO answers (id, hash, time, result) VALUES (?, ?, ?, ?);

-- name: surplus_answers
SELECT MAX(id) FROM (SELECT id, time FROM answers ORDER BY id LIMIT ?) AS oldest WHERE time < ? OR id <= ?;

-- name: drop_answers
DELETE FROM answers WHERE id <= ?;
