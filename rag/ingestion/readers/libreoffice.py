"""Older office formats (.doc, .xls, .rtf, .odt, .ods), made .docx or .xlsx by LibreOffice where it is installed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, ReportPages
from rag.ingestion.readers.detecting import detect_suffix

_PROGRAMS = ("soffice", "libreoffice")
_LONGEST_SECONDS = 120
_TARGETS = {".doc": "docx", ".rtf": "docx", ".odt": "docx", ".xls": "xlsx", ".ods": "xlsx"}
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""Settings of a fresh profile: no macros, nothing fetched from elsewhere, links in tables never followed."""


def read(path: Path, report: ReportPages) -> FileContent:
    """The file's content, by the reader of the format that LibreOffice made of it.

    Raises:
        UnreadableDocument: LibreOffice is not installed, takes over two minutes, or cannot open the file (damaged, with
            a password).
        OSError: the file cannot be opened.
    """
    # They load large libraries, for which the telling of the version should not wait.
    from rag.ingestion.readers import spreadsheet, word  # noqa: PLC0415

    suffix = detect_suffix(path)
    target = _TARGETS[suffix]
    program = _find_program()
    if program is None:
        raise UnreadableDocument(
            f"Tệp {path.name}: cần cài LibreOffice để đọc loại tệp {suffix}. Hãy cài LibreOffice, "
            f"hoặc mở tệp và lưu lại thành .{target}.",
            f"{path.name}: LibreOffice is not installed",
        )
    with tempfile.TemporaryDirectory(prefix="rag-office-", ignore_cleanup_errors=True) as folder:
        converted = _convert(path, suffix, target, program, Path(folder))
        # Under its own name, which is what messages tell.
        renamed = converted.rename(converted.with_name(path.name))
        return word.read(renamed, report) if target == "docx" else spreadsheet.read(renamed, report)


@cache
def installed_version() -> str:
    """Of the program, without starting it, which takes seconds; empty where it is not installed."""
    if (program := _find_program()) is None:
        return ""
    version_file = Path(program).resolve().with_name("versionrc")
    try:
        # A distribution's repair of a fault may keep the version, but is built at another time.
        return f"{version_file.read_text(encoding='utf-8', errors='replace')} {version_file.stat().st_mtime_ns}"
    except OSError:
        return program


def _find_program() -> str | None:
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _convert(path: Path, suffix: str, target: str, program: str, folder: Path) -> Path:
    profile, results = folder / "profile", folder / "results"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    # A plain name: the file's own could be taken for an option, and its suffix need not be true.
    source = Path(shutil.copyfile(path, folder / f"source{suffix}"))
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--convert-to", target, "--outdir", str(results), str(source)]
    errors = _run(command, folder, path)
    converted = results / f"source.{target}"
    if not converted.is_file():
        raise UnreadableDocument(
            f"LibreOffice không mở được tệp {path.name}: tệp bị hỏng hoặc có mật khẩu. "
            f"Hãy mở bằng Word hay Excel và lưu lại thành .{target}.",
            f"{path.name}: not converted: {errors}",
        )
    return converted


def _run(command: list[str], folder: Path, path: Path) -> str:
    """What the program wrote on its error stream; it and all that it started are ended at the time limit."""
    # HOME too: fonts' and themes' caches are not to be written into the user's.
    environment = {**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        # Within the session of the process that reads, which is ended whole.
        process_group=0,
    ) as process:
        try:
            _, errors = process.communicate(timeout=_LONGEST_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableDocument(
                f"LibreOffice không đọc xong tệp {path.name} trong {_LONGEST_SECONDS} giây. "
                "Hãy chia nhỏ tệp, hoặc tự mở và lưu lại thành .docx hay .xlsx.",
                f"{path.name}: conversion took over {_LONGEST_SECONDS} s",
            ) from error
        finally:
            # There may be children even where it has ended.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return errors.decode("utf-8", errors="replace").strip()
