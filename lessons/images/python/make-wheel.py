"""make-wheel.py PACKAGE WHEELS: packs an unpacked python3-... package of Debian as a wheel (PEP 427)."""

import base64
import hashlib
import pathlib
import sys
import sysconfig
import zipfile

# What an installer writes for itself, or what only the older form of these files has.
LEFT_OUT = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "WHEEL", "SOURCES.txt", "dependency_links.txt"}

package, wheels = map(pathlib.Path, sys.argv[1:])
root = package / "usr/lib/python3/dist-packages"
(info,) = root.glob("*-info")
dist_info = f"{info.stem}.dist-info"
libraries = sorted(root.rglob("*.cpython-*.so"))

# cpython-313-x86_64-linux-gnu: of that Python and this machine only.
tag = "py3-none-any"
if libraries:
    python = "cp" + libraries[0].name.split(".cpython-")[1].split("-")[0]
    tag = f"{python}-{python}-{sysconfig.get_platform().replace('-', '_')}"


def place(path):
    """Where a file of the package lies in the wheel."""
    if path.parent != info:
        return path.relative_to(root).as_posix()
    return f"{dist_info}/{'METADATA' if path.name == 'PKG-INFO' else path.name}"


contents = {
    place(path): path.read_bytes()
    for path in sorted(root.rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts and not (path.parent == info and path.name in LEFT_OUT)
}
purelib = str(not libraries).lower()
contents[f"{dist_info}/WHEEL"] = (
    f"Wheel-Version: 1.0\nGenerator: make-wheel.py\nRoot-Is-Purelib: {purelib}\nTag: {tag}\n".encode()
)

record = []
with zipfile.ZipFile(wheels / f"{info.stem}-{tag}.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
    for path, content in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(content)}\n")
        wheel.writestr(path, content)
    wheel.writestr(f"{dist_info}/RECORD", "".join(record) + f"{dist_info}/RECORD,,\n")
