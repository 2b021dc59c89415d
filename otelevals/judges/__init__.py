"""LLM judges: rubrics, the endpoints that are asked, verdicts, budgets and the cache."""
