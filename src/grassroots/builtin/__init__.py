"""Our own adapters, behind the same doors as everybody else's."""
