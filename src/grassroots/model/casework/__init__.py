"""Cases and services: matters, replies, findings, points of contact."""
