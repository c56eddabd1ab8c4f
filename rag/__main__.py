"""`python -m rag …`: see `programs/commands.py`."""

from programs.commands import command

if __name__ == "__main__":
    command(prog_name="python -m rag")
