"""The command line: each command parses, calls and renders; nothing here decides anything."""

from reportqa.cli.app import main

__all__ = ["main"]
