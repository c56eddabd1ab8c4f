"""A plug-in of each kind; `docs/plugins.md` says how they are used."""
