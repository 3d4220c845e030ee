"""Whether a charter is sound: every name leads somewhere, every state can be reached, every figure can be computed."""

from grassroots.charter.checking.charters import check, findings

__all__ = ["check", "findings"]
