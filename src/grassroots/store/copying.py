"""A log taken over whole into another store: the same entries, salts and hashes, so that the copy has the same head and the same proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from grassroots.codec import Encoded, encode
from grassroots.errors import DamagedStore, InvalidArgument
from grassroots.problems import Problem
from grassroots.store.pages import Backend, Entry, Pages

_PAGE = 2000


def copy_log(one: Backend, to: Backend) -> None:
    """Takes all that is kept over into an empty place, as it stands at one moment, all or nothing.

    Raises:
        InvalidArgument: the other place is not empty.
        DamagedStore: a record cannot be read.
    """
    with one.reading() as pages, to.writing() as made:
        if made.head().seq or next(iter(made.batches()), None) is not None:
            raise InvalidArgument.of(Problem("copy-not-empty", value=str(to)))
        entries = _entries(one, pages)
        following = next(entries, None)
        # a batch without a change has the head of the one before it
        for noted in sorted(pages.batches(), key=lambda noted: noted.head.seq):
            own: list[tuple[Entry, Encoded | None]] = []
            while following is not None and following[0].logged.batch == noted.id:
                own.append(following)
                following = next(entries, None)
            made.add(noted, own)
        made.put(pages.posts())
        for batch, row in pages.bad_rows():
            made.wait(batch, [row])


def _entries(one: Backend, pages: Pages) -> Iterator[tuple[Entry, Encoded | None]]:
    after = 0
    while page := pages.entries(after, _PAGE):
        cells = _cells(pages, page)
        for entry in page:
            after = entry.logged.seq
            if not entry.logged.withdrawn and after not in cells:
                raise DamagedStore(f"{one}: what change {after} brought cannot be read; restore it from a backup")
            yield entry, cells.get(after)


def _cells(pages: Pages, page: Sequence[Entry]) -> dict[int, Encoded]:
    seqs: dict[str, list[int]] = defaultdict(list)
    for entry in page:
        seqs[entry.logged.noun].append(entry.logged.seq)
    return {seq: encode(record) for noun, wanted in seqs.items() for seq, record in pages.records(noun, wanted).items()}
