"""The laws of a format in which records leave, for whoever brings one. One line in a test suite:

    check_export(grassroots_open_export, "vcard", read=texts_of_cards)

`read` is the judge: a reader of somebody else's making, which raises where a file is not sound, and gives the texts that it finds, in their order. Each law is
a function of `LAWS` that says in its first line what it demands. `BROKEN` has a twin for each law: a format that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

from grassroots.testing.export_kit.laws import LAWS, check_export
from grassroots.testing.export_kit.sample import sample_charter, sample_records
from grassroots.testing.export_kit.twins import BROKEN, Sound, sound_texts

__all__ = ["BROKEN", "LAWS", "Sound", "check_export", "sample_charter", "sample_records", "sound_texts"]
