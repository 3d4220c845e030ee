"""Proof: the log against its chain, the reasons and the records against the log, messages and waiting rows against their digests. Reads everything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from grassroots.codec import parts_json
from grassroots.errors import DamagedStore
from grassroots.model import NOUNS, Record
from grassroots.model.labels import named_noun
from grassroots.problems import Problem
from grassroots.store.chain import Beside, digest, digest_of, erasable_of, is_as_kept, link
from grassroots.store.contract import Key
from grassroots.store.pages import Entry, Pages

_PAGE = 1000


def wrong_in(pages: Pages) -> list[Problem]:
    """What is wrong; where that is broken on which it all lies, only that."""
    return pages.broken() or [*_entries(pages), *_reasons(pages), *_beside(pages), *pages.strays()]


def _beside(pages: Pages) -> Iterator[Problem]:
    """What lies beside the log: the messages, and the rows that wait for mending; and whether there are as many as the batches say. Of batches that an older
    version kept, it is not known how many."""
    rows = pages.bad_rows()
    for number, (batch, row) in enumerate(rows, 1):
        if not is_as_kept(row):
            yield Problem("store-row-altered", value=batch, details={"number": number})
    waiting = Counter(batch for batch, _ in rows)
    there = wanted = 0
    try:
        posts = pages.posts()
        for one in posts:
            if one.digest and one.digest != digest_of(one.message, one.batch):
                yield Problem("store-message-altered", value=one.message.key)
        put_out = Counter(one.batch for one in posts)
        for noted in pages.batches():
            if noted.beside:
                beside = Beside.of(noted.beside)
                if put_out[noted.id] != beside.messages:
                    told = {"wanted": beside.messages, "there": put_out[noted.id]}
                    yield Problem("store-messages-apart", value=noted.id, details=told)
                there, wanted = there + waiting[noted.id], wanted + beside.waiting - beside.let_go
    except DamagedStore as error:
        yield error.problem or Problem("store-damage", value=str(error))
    if there != wanted:
        yield Problem("store-rows-apart", details={"there": there, "wanted": wanted})


def _reasons(pages: Pages) -> Iterator[Problem]:
    for one in pages.batches():
        if (digest(one.reason, one.why_salt) if one.why_salt else "") != (one.why if one.why_salt else one.reason):
            yield Problem("store-reason-altered", value=one.id)


def _entries(pages: Pages) -> Iterator[Problem]:
    head, number, previous = pages.head(), 0, ""
    beside = {one.id: one.beside for one in pages.batches()}
    versions: dict[Key, int] = {}
    while page := pages.entries(number, _PAGE):
        records = _records(pages, page)
        for entry in page:
            logged, number = entry.logged, number + 1
            if logged.seq != number:
                yield Problem("store-change-missing", details={"seq": number})
                number = logged.seq
            key = logged.noun, logged.id
            versions[key] = versions.get(key, 0) + 1
            hash = link(previous, logged, entry.facts, entry.personal, entry.why, beside.get(logged.batch, ""))
            if hash != entry.hash or logged.version != versions[key]:
                yield change_fault("store-chain-broken", number, logged.noun, logged.id)
            if not _is_what_was_stored(entry, records.get(number)):
                yield change_fault("store-record-altered", number, logged.noun, logged.id)
            previous = entry.hash
    if (number, previous) != (head.seq, head.hash):
        told = {"head": f"{head.seq}:{head.hash[:8]}", "end": f"{number}:{previous[:8]}"}
        yield Problem("store-head-apart", details=told)


def change_fault(code: str, seq: int, noun: str, id: str) -> Problem:
    """What is wrong with the record that a change brought."""
    return Problem(code, value=id, details={"seq": seq, "noun": named_noun(noun)})


def _records(pages: Pages, page: Sequence[Entry]) -> Mapping[int, Record]:
    seqs: dict[str, list[int]] = defaultdict(list)
    for entry in page:
        seqs[entry.logged.noun].append(entry.logged.seq)
    return {seq: one for noun, wanted in seqs.items() if noun in NOUNS for seq, one in pages.records(noun, wanted).items()}


def _is_what_was_stored(entry: Entry, record: Record | None) -> bool:
    facts, personal = parts_json(record) if record else ("", "")
    text = erasable_of(personal, entry.logged.source)
    if entry.facts != (digest(facts) if facts else ""):
        return False
    if entry.salt:
        return digest(text, entry.salt) == entry.personal
    return not text  # erased, or never had any: then nothing may be there
