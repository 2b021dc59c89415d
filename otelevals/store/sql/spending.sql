-- name: add
INSERT INTO spending (
    hour, scorer, judge, model,
    attempts, failed, unpriced, verdicts, cached, prompt_tokens, completion_tokens, nano_usd, saved_nano_usd
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, scorer, judge, model) DO UPDATE SET
    attempts = spending.attempts + excluded.attempts,
    failed = spending.failed + excluded.failed,
    unpriced = spending.unpriced + excluded.unpriced,
    verdicts = spending.verdicts + excluded.verdicts,
    cached = spending.cached + excluded.cached,
    prompt_tokens = spending.prompt_tokens + excluded.prompt_tokens,
    completion_tokens = spending.completion_tokens + excluded.completion_tokens,
    nano_usd = spending.nano_usd + excluded.nano_usd,
    saved_nano_usd = spending.saved_nano_usd + excluded.saved_nano_usd;

-- name: totals
SELECT
    scorer, judge, model,
    CAST(SUM(attempts) AS BIGINT), CAST(SUM(failed) AS BIGINT), CAST(SUM(unpriced) AS BIGINT),
    CAST(SUM(verdicts) AS BIGINT), CAST(SUM(cached) AS BIGINT),
    CAST(SUM(prompt_tokens) AS BIGINT), CAST(SUM(completion_tokens) AS BIGINT),
    CAST(SUM(nano_usd) AS BIGINT), CAST(SUM(saved_nano_usd) AS BIGINT)
FROM spending WHERE hour >= ? AND hour < ?
GROUP BY scorer, judge, model
ORDER BY scorer, judge, model;

-- name: began
SELECT MIN(hour) FROM spending WHERE hour >= ? AND hour < ?;

-- name: drop_before
DELETE FROM spending WHERE hour < ?;
