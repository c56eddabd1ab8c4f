"""The benchmark: questions, gold figures, measures, systems side by side, report. See `README.md` here."""
