"""Members: pathways, dues, voting rights, mobility, records of one person."""
