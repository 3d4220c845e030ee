"""A small sound charter of members as text, and each fault of its rules, for tests that break it."""

from __future__ import annotations

MEMBERS = """\
id = "members"
languages = ["en"]
label = { en = "Members" }
[words.unit]
club = { en = "club" }
branch = { en = "branch", under = ["club"] }
[words.registration]
home = { en = "home" }
service = { en = "service" }
card = { en = "card" }
[words.stage]
applicant = { en = "applicant" }
trial = { en = "on trial" }
member = { en = "member" }
away = { en = "suspended" }
gone = { en = "gone" }
[words.overridden]
stage = { en = "stage" }
vote = { en = "vote" }
[words.circumstance]
floating = { en = "away" }
hardship = { en = "hardship" }
[words.contact_purpose]
call = { en = "call" }
[words.activity]
meeting = { en = "meeting" }
[words.dues_line]
charge = { en = "charge" }
payment = { en = "payment" }
waiver = { en = "waiver" }
[words.measured_in]
CNY = { en = "yuan" }

[pathway.members]
en = "Pathway"
workflow = "membership"
stages = [{ name = "applicant", entered = "applied" }, { name = "trial", entered = "approved", since = "voted" }, { name = "member", entered = "full" }]
papers = [{ name = "form", en = "form" }]
extensions = [{ name = "longer", en = "longer", of = "full", least = { months = 6 }, most = { years = 1 } }]
restarts = [{ name = "back", en = "back", to = "applicant" }]
pauses = [{ name = "away", en = "suspended" }]
exits = [{ name = "gone", en = "left" }]
notes = [{ name = "moving", en = "transfer asked for" }, { name = "moved", en = "transfer approved" }]
[[pathway.members.steps]]
name = "applied"
en = "applied"
stage = "applicant"
[[pathway.members.steps]]
name = "observed"
en = "observed"
times = 2
every = { months = 6 }
[[pathway.members.steps]]
name = "asked"
en = "asked others"
optional = true
[[pathway.members.steps]]
name = "voted"
en = "voted on"
after = ["observed"]
papers = ["form"]
stay = { since = "applied", years = 1 }
[[pathway.members.steps]]
name = "approved"
en = "approved"
approver = ["club"]
due = { since = "voted", months = 3 }
void = { since = "voted", months = 6 }
[[pathway.members.steps]]
name = "full"
en = "full"
stage = "member"
stay = { since = "voted", years = 2 }

[dues.money]
en = "Dues"
since = ["full"]
currency = "CNY"
grace = { days = 10 }
[dues.money.lapse]
en = "end of membership"
periods = 6
body = ["branch"]
[[dues.money.tables]]
name = "poor"
en = "in hardship"
where = { has = { circumstance = "membership" } }
slabs = [{ amount = "0.2" }]
[[dues.money.tables]]
name = "all"
en = "all"
slabs = [{ up_to = "3000", rate = "0.005" }, { over = "3000", rate = "0.01" }]

[voting_right.vote]
en = "Vote"
stages = ["member"]
tenure = { days = 1 }
dues = "money"
arrears = 2
ages = [{ least = 18 }]
one_per = "unit"

[matching.person]
en = "One person"
keys = [{ of = ["name", "birth"] }]

[mobility.moves]
en = "Moves"
second = ["service"]
transfer = { requested = "moving", approved = "moved", left = "gone", within = { months = 3 } }
guests = { circumstance = "floating", registration = "card", longest = { months = 6 }, report = { years = 1 }, purposes = ["call"] }
care = [{ circumstance = "hardship", en = "care", every = { months = 3 }, purposes = ["call"], excused = ["meeting"] }]
"""

FAULTS: list[tuple[str, str, str]] = [
    # -- pathways --
    ('exits = [{ name = "gone"', 'exits = [{ name = "voted"', "charter-path-twice"),
    ('workflow = "membership"\n', "", "charter-path-state"),
    ('{ name = "member", entered = "full" }', '{ name = "member", entered = "fulll" }', "charter-path-step"),
    ('entered = "approved", since = "voted"', 'entered = "approved", since = "vote"', "charter-path-step"),
    ('after = ["observed"]', 'after = ["obsered"]', "charter-path-step"),
    ('after = ["observed"]', 'after = ["asked"]', "charter-path-optional"),
    ('after = ["observed"]', 'after = ["full"]', "charter-path-unreachable"),
    ('stay = { since = "applied", years = 1 }', 'stay = { since = "apply", years = 1 }', "charter-path-step"),
    ('stay = { since = "applied", years = 1 }', 'stay = { since = "applied" }', "charter-path-length"),
    ('stay = { since = "applied", years = 1 }', 'stay = { since = "applied", years = -1 }', "charter-path-length"),
    ('stay = { since = "applied", years = 1 }', 'stay = { since = "applied", days = 999999999 }', "charter-too-long"),
    ('to = "applicant"', 'to = "aplicant"', "charter-path-stage"),
    ('stage = "applicant"\n', 'stage = "aplicant"\n', "charter-path-stage"),
    ('papers = ["form"]', 'papers = ["forms"]', "charter-path-paper"),
    ('of = "full"', 'of = "approved"', "charter-path-extends"),
    ("least = { months = 6 }", "least = { years = 3 }", "charter-path-length"),
    ('void = { since = "voted", months = 6 }', 'void = { since = "voted", months = 1 }', "charter-path-never"),
    ('due = { since = "voted", months = 3 }', 'due = { since = "full", months = 3 }', "charter-path-never"),
    ('approver = ["club"]\n', 'approver = ["club"]\nstay = { since = "voted", months = 4 }\n', "charter-path-never"),
    ('stay = { since = "voted", years = 2 }', 'void = { since = "approved", years = 2 }', "charter-path-falls-back"),
    (
        '{ name = "trial", entered = "approved", since = "voted" }, { name = "member", entered = "full" }',
        '{ name = "trial", entered = "full" }, { name = "member", entered = "approved" }',
        "charter-path-stages",
    ),
    ('approver = ["club"]', 'approver = ["clubs"]', "charter-word"),
    ('approver = ["club"]', 'above = true\napprover = ["branch"]', "charter-level-nobody"),
    ("every = { months = 6 }", "every = { months = 0 }", "charter-path-length"),
    ("times = 2", "times = 0", "charter-not-whole"),
    ('gone = { en = "gone" }\n', "", "charter-word"),
    # -- dues --
    ('where = { has = { circumstance = "membership" } }\n', "", "charter-dues-table"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "3000.01", rate = "0.01" }', "charter-dues-gap"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "2999", rate = "0.01" }', "charter-dues-overlap"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "3000", up_to = "5000", rate = "0.01" }', "charter-dues-open"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "3000", up_to = "3000", rate = "0.01" }', "charter-dues-empty"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "3000", rate = "0.01", amount = "3" }', "charter-dues-slab"),
    ('{ over = "3000", rate = "0.01" }', '{ over = "3000", rate = 0.01 }', "charter-not-decimal"),
    ('currency = "CNY"', 'currency = "CNY"\nplaces = 7', "charter-not-whole"),
    ("periods = 6\n", "", "charter-dues-lapse"),
    ('since = ["full"]', 'since = ["fulll"]', "charter-path-state"),
    ('body = ["branch"]', 'body = ["brnch"]', "charter-word"),
    # -- rights --
    ('stages = ["member"]', "stages = []", "charter-right-anybody"),
    ('stages = ["member"]', 'stages = ["members"]', "charter-path-stage"),
    ('stages = ["member"]', 'stages = ["member"]\nregistration = []', "charter-missing"),
    ('dues = "money"', 'dues = "mony"', "charter-named"),
    ('one_per = "unit"', 'one_per = "flat"', "charter-right-per"),
    ('dues = "money"\n', "", "charter-surplus"),
    ('vote = { en = "vote" }\n', "", "charter-word"),
    # -- persons and moves --
    ('of = ["name", "birth"]', 'of = ["name"]', "charter-match-weak"),
    ('of = ["name", "birth"]', 'of = ["name", "education"]', "charter-choice"),
    ('second = ["service"]', 'second = ["home"]', "charter-path-twice"),
    ('left = "gone"', 'left = "left"', "charter-path-state"),
    ('purposes = ["call"] }\ncare', 'purposes = ["cal"] }\ncare', "charter-word"),
    ("longest = { months = 6 }", "longest = { months = 0 }", "charter-path-length"),
    ("longest = { months = 6 }", "longest = { months = 999999999 }", "charter-too-long"),
]
"""What is replaced, by what, and the code of the problem."""
