"""Service: needs and offers, wishes, agreements, pairing, outreach, commitments, budgets."""
