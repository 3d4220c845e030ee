"""Posts, who holds them, teams, links."""
