"""Unpacks an image into a bundle for a container runtime, with what the image says of user, words and variables.

Usage: bundle.py LAYOUT BUNDLE CONFIG_FILE
"""
import hashlib
import json
import os
import subprocess
import sys

layout, bundle, config_file = sys.argv[1:]


def blob(described):
    path = os.path.join(layout, "blobs", described["digest"].replace(":", "/"))
    with open(path, "rb") as file:
        assert "sha256:" + hashlib.sha256(file.read()).hexdigest() == described["digest"], path
    return path


def read(path):
    with open(path) as file:
        return json.load(file)


manifest = read(blob(read(os.path.join(layout, "index.json"))["manifests"][0]))
image = read(blob(manifest["config"]))
for layer in manifest["layers"]:
    subprocess.check_call(["tar", "-xzpf", blob(layer), "-C", os.path.join(bundle, "rootfs")])

run = image["config"]
user, group = (int(number) for number in run["User"].split(":"))
assert user > 0, "the image runs as root"
words = run["Entrypoint"] + run["Cmd"]
# So that the log says whether the start goes by its cache.
words.insert(words.index("-jar"), "-Xlog:aot:stdout")
spec = {
    "ociVersion": "1.0.2",
    "process": {
        "terminal": False,
        "user": {"uid": user, "gid": group},
        "args": words,
        "env": run["Env"],
        "cwd": run["WorkingDir"],
        "noNewPrivileges": True,
        "capabilities": {},
    },
    "root": {"path": "rootfs", "readonly": True},
    "mounts": [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
        {"destination": "/data", "type": "tmpfs", "source": "tmpfs", "options": ["mode=700", f"uid={user}", f"gid={group}"]},
        {"destination": "/etc/belfry/belfry.yaml", "type": "bind", "source": config_file, "options": ["rbind", "ro"]},
    ],
    "linux": {"namespaces": [{"type": "mount"}, {"type": "pid"}, {"type": "ipc"}, {"type": "uts"}]},
}
with open(os.path.join(bundle, "config.json"), "w") as file:
    json.dump(spec, file)
