"""Rules: pure functions over records, the charter and a day."""
