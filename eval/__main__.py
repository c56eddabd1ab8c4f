"""`python -m eval …`: the commands of the benchmark."""

from eval.commands import app

if __name__ == "__main__":
    app(prog_name="python -m eval")
