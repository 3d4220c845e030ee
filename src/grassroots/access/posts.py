"""The rights that a charter ties to posts: had by whoever holds one today, at its unit and under it."""

from __future__ import annotations

from datetime import date

from grassroots.access.actors import Grant, Verb
from grassroots.charter import Charter
from grassroots.model import Post, Tenure
from grassroots.store import Store
from grassroots.values import PersonId, UnitId


def posts_of(store: Store, person: PersonId, day: date) -> tuple[Post, ...]:
    """The posts that a person holds on a day, as everything is stored now, in the order of their ids."""
    held = sorted({id for _, id in store.referring([("person", person)], ("tenure",))})
    tenures = (one.record for one in store.read([("tenure", id) for id in held]).values())
    posts = {
        one.post
        for one in tenures
        if isinstance(one, Tenure)
        and one.person == person
        and (one.start is None or one.start <= day)
        and (one.end is None or day < one.end)
    }
    found = store.read([("post", id) for id in sorted(posts)])
    return tuple(one.record for _, one in sorted(found.items()) if isinstance(one.record, Post))


def grants_of_posts(store: Store, charter: Charter, person: PersonId, day: date) -> tuple[Grant, ...]:
    """The rights of whoever a person is, by the posts held on a day."""
    words = charter.words.get("post", {})
    return tuple(
        Grant(Verb(right), UnitId(post.unit))
        for post in posts_of(store, person, day)
        if post.kind in words
        for right in words[post.kind].rights
    )
