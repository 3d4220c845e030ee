"""Reading: paths and conditions of records, stored or derived. It knows no rule: what rules compute is asked for by way of the charter's kinds."""

from grassroots.reading.at import At
from grassroots.reading.reader import Reader, reader_of

__all__ = ["At", "Reader", "reader_of"]
