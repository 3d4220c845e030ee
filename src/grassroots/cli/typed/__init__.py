"""What is typed at the command line: days as an office writes them, and what is wrong with the rest."""
