"""Activities, who came, what was put and voted."""
