"""Time: calendars, clocks and terms."""
