"""Alerts on evaluations: rules, what they remember, when they alarm, what an alert says and how it is delivered."""
