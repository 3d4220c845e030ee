"""For other people's test suites: strategies for Hypothesis, synthetic organizations of any size, and a kit for each door.

Each module is imported for itself, for what it needs differs: `grassroots.testing.strategies` and `grassroots.testing.store_kit` need
Hypothesis (the extra `testing`), `grassroots.testing.synthetic` and the other kits need nothing beyond the library. None needs pytest.
"""
