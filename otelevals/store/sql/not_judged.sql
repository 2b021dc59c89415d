-- name: of_target
SELECT t.session, t.user_id, o.kind, s.name, e.revision, e.time, o.requested_model, e.probability, o.stratum,
    o.time_window, d.dimensions
FROM targets t
JOIN evaluations e ON e.target = t.id
JOIN series s ON s.id = e.series
JOIN cells c ON c.id = e.cell
JOIN dimension_sets d ON d.id = c.dimension_set
JOIN origins o ON o.id = e.origin
WHERE t.trace_id = ? AND t.span_id = ? AND s.run = '' AND s.scorer = ? AND s.version = ? AND c.outcome = ?;
