"""For other people's test suites: strategies for Hypothesis, synthetic organizations of any size, and a kit for each door.

Each module is imported for itself, for what it needs differs: `grassroots.testing.strategies` needs Hypothesis (the extra `testing`),
`grassroots.testing.synthetic` and the kits need nothing beyond the library.
"""
