"""Builds the wheel with the standard library alone, so that it works offline and on any Python (PEP 517, PEP 427)."""

import base64
import hashlib
import pathlib
import re
import zipfile

HERE = pathlib.Path(__file__).parent
PACKAGE = "jira_token_tray"
LICENSE = HERE.parent / "LICENSE"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel into this folder, the same bytes each time. Returns its file name."""
    # Python has no TOML parser before 3.11
    project = dict(re.findall(r'^([\w-]+) = "(.*)"$', (HERE / "pyproject.toml").read_text(), re.MULTILINE))
    name = project["name"].replace("-", "_") + "-" + project["version"]
    metadata = (
        f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n"
        f"Summary: {project['description']}\nRequires-Python: {project['requires-python']}\n"
        f"License-Expression: {project['license']}\nLicense-File: LICENSE\n"
    )
    wheel = "Wheel-Version: 1.0\nGenerator: build_backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = [file for file in sorted((HERE / PACKAGE).iterdir()) if file.suffix in (".py", ".typed")]
    content = {f"{PACKAGE}/{file.name}": file.read_bytes() for file in files}
    content[f"{name}.dist-info/licenses/LICENSE"] = LICENSE.read_bytes()
    content[f"{name}.dist-info/METADATA"] = metadata.encode()
    content[f"{name}.dist-info/WHEEL"] = wheel.encode()
    record = f"{name}.dist-info/RECORD"
    content[record] = "".join([*(_record(*item) for item in content.items()), f"{record},,\n"]).encode()
    file_name = f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, file_name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            # the earliest time that the format knows, and a mode that everyone can read
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return file_name


def _record(path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"
