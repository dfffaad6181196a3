"""Run the command line."""

from darnel.cli import main

main()
