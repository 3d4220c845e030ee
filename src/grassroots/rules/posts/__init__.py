"""Posts: staffing, terms, pay, promotion, training, teams."""
