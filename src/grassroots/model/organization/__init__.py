"""Units and what they hold: changes, areas, assets, facilities, partners."""
