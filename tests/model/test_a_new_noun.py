"""To add a noun takes its file, a line in the list of nouns, and its labels: the rest of the library follows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.house import copy_of_the_library

NOUN = '''"""A tree that stands on the ground of a unit."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import UnitId


@frozen(kw_only=True, field_transformer=described)
class StreetTree(Noun):
    """A tree that stands on the ground of a unit."""

    unit: UnitId = field(metadata=public("the unit at which it stands", ref="unit", home=True))
    keeper: str | None = field(default=None, metadata=public("the person who waters it", ref="person"))
    trunk: int = field(metadata=public("how far round it is, in cm; 0 or more"))
    start: date | None = field(default=None, metadata=public("since when it stands"))
    end: date | None = field(default=None, metadata=public("until when"))
'''
LINE = "from grassroots.model.organization.street_tree import StreetTree as StreetTree\n"
LABELS = """
StreetTree = { en = "street tree", zh = "行道树" }
keeper = { en = "keeper", zh = "养护人" }
trunk = { en = "trunk", zh = "胸围" }
"""

USE = """
import sys
import grassroots as gr
from datetime import date
from hypothesis import given, settings
from grassroots.codec import from_json, to_json
from grassroots.model.labels import field_label, noun_label
from grassroots.testing.strategies import organizations, records

assert gr.__file__.startswith(sys.argv[1])
assert [noun_label("street_tree", "zh"), field_label("trunk", "en")] == ["行道树", "trunk"]
charter = '''id = "park"
label = { en = "Park" }
[words.unit]
park = { en = "park" }
[measure.thick_trees]
en = "thick trees"
count = "street_tree"
where = { trunk = { at_least = 100 }, "unit.kind" = "park" }
[ledger.trees]
en = "Trees"
noun = "street_tree"
key = ["no"]
[ledger.trees.column]
no = { heading = ["no."], to = "" }
unit = { heading = ["unit"] }
trunk = { heading = ["trunk"] }
'''
(gr_charter := __import__("pathlib").Path(sys.argv[1]) / "park").mkdir()
(gr_charter / "charter.toml").write_text(charter, encoding="utf-8")
ledgers = gr_charter.with_name("ledgers")
ledgers.mkdir()
(ledgers / "trees.csv").write_text("no.,unit,trunk\\n1,p,120\\n2,p,80\\n", encoding="utf-8")
with gr.open(gr_charter.with_name("trees.db"), gr_charter, create=True) as office:
    office.add(gr.model.Unit(id="p", kind="park", name="Park"), reason="founded")
    assert office.take_in(ledgers).stored, office.read(ledgers).problems
    assert office.figure("thick_trees", "2026-01-01").value == 1
    office.correct("street_tree", next(iter(office.snapshot("2026-01-01").all("street_tree"))), trunk=90, reason="measured again")
    assert office.figure("thick_trees", "2026-01-01").value == 0

seen = []
@settings(max_examples=10, derandomize=True, database=None, deadline=None)
@given(organizations(), records("street_tree"))
def drawn(organization, record):
    assert from_json("street_tree", to_json(record)) == record
    assert organization.snapshot().problems == ()
    seen.extend(one for one in organization.records if isinstance(one, gr.model.StreetTree))
drawn()
assert any(one.keeper for one in seen)
"""


def test_a_noun_is_added_by_its_file_a_line_and_its_labels(tmp_path: Path) -> None:
    room = copy_of_the_library(tmp_path)
    (room / "model/organization/street_tree.py").write_text(NOUN, encoding="utf-8")
    nouns = room / "model/__init__.py"
    nouns.write_text(nouns.read_text(encoding="utf-8").replace("# isort: on\n", f"{LINE}# isort: on\n"), encoding="utf-8")
    with (room / "model/labels.toml").open("a", encoding="utf-8") as labels:
        labels.write(LABELS)
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", USE, str(tmp_path)], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
