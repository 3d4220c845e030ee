"""What synthetic records say: words of the neutral charter `association`, the likely ones more often, and a few invented texts."""

from __future__ import annotations

from grassroots.texts import catalogue

_TEXTS = catalogue("grassroots.testing.synthetic")
CHINESE = {code: str(_TEXTS.raw(code, "zh")) for code in _TEXTS}
"""The texts as people in a Chinese street write them."""
ENGLISH = {code: str(_TEXTS.raw(code, "en")) for code in _TEXTS}

SECTORS = ("community", "community", "village", "institution", "enterprise", "civil_society")
EDUCATION = ("primary", "secondary", "secondary", "vocational", "associate", "bachelor", "master")
ACTIVITIES = ("general_meeting", "meeting", "training", "study", "volunteering", "social")
AUDIENCES = ("members", "everybody", "residents", "volunteers")
PRESENCE = ("present",) * 7 + ("remote", "excused", "absent")
CODES = ("reached",) * 7 + ("away", "away", "declined")
PURPOSES = ("acquaintance", "help", "information", "follow_up")
CATEGORIES = ("opinion", "question", "request", "request", "complaint", "suggestion", "repair")
CHANNELS = ("in_person", "phone", "phone", "visit", "web", "box")
TOPICS = ("housing", "environment", "safety", "traffic", "noise", "services", "other")
MATTERS = tuple(CHINESE["matters"].split("；"))
OUTCOMES = ("solved",) * 5 + ("explained", "explained", "partly", "not_now", "duplicate")
RATINGS = ("satisfied",) * 5 + ("fairly", "dissatisfied", "not_reached", None, None)
GROUPS = ("children", "older_people", "disabled_people", "newcomers")
