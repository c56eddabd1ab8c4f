"""Parts that other packages bring, found by their entry points. `docs/plugins.md` shows one of each."""

from importlib.metadata import EntryPoint, entry_points

from rag.errors import InvalidSettings

READERS = "hoi_dap_ke_hoach.readers"
EMBEDDERS = "hoi_dap_ke_hoach.embedders"
LANGUAGE_MODEL_SERVERS = "hoi_dap_ke_hoach.language_model_servers"
DOCUMENT_SOURCES = "hoi_dap_ke_hoach.document_sources"

_PREFIX = "plugin:"


def plugin_name(setting: str) -> str | None:
    """`tiny` for the settings `plugin:tiny` and `plugin:tiny/what it is told`; None for one that names no plug-in."""
    return setting.removeprefix(_PREFIX).partition("/")[0] if setting.startswith(_PREFIX) else None


def installed_plugins(group: str) -> tuple[EntryPoint, ...]:
    """The plug-ins of a group, by name."""
    return tuple(sorted(entry_points(group=group), key=lambda found: found.name))


def load_plugin(group: str, name: str) -> object:
    """What a plug-in's entry point leads to.

    Raises:
        InvalidSettings: no package brings it, several do, or it cannot be imported.
    """
    found = [entry for entry in installed_plugins(group) if entry.name == name]
    if not found:
        names = ", ".join(entry.name for entry in installed_plugins(group)) or "chưa có phần nào"
        raise InvalidSettings(
            f"Không có phần mở rộng “{name}” ({group}) trên máy này; hiện có: {names}. Xem docs/plugins.md.",
            f"no entry point {name!r} in {group}",
        )
    if len(found) > 1:
        packages = ", ".join(sorted(distribution(entry) for entry in found))
        raise InvalidSettings(
            f"Nhiều gói cùng có phần mở rộng “{name}”: {packages}. Hãy gỡ bớt, chỉ giữ một gói.",
            f"entry point {name!r} in {group} comes from {packages}",
        )
    try:
        return found[0].load()
    except Exception as error:  # whatever the package does when it is imported
        raise InvalidSettings(
            f"Phần mở rộng “{name}” không nạp được. Hãy cài lại gói {distribution(found[0])} hoặc bỏ thiết lập đó.",
            f"cannot load the entry point {name!r} of {group}: {error!r}",
        ) from error


def distribution(entry: EntryPoint) -> str:
    """The package that brings a plug-in, with its version: `tiny 1.0`."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""
