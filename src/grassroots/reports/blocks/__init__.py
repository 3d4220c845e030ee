"""The kinds of block that a report knows, a file each: how it is filled, what documents say of it, what machines read."""

from importlib import import_module
from pkgutil import iter_modules

from grassroots.reports.blocks.kind import BLOCK_KINDS, BlockKind, block_kind

for _file in iter_modules(__path__, f"{__name__}."):
    import_module(_file.name)

__all__ = ["BLOCK_KINDS", "BlockKind", "block_kind"]
