"""Writes an OCI image as one archive, the same bytes for the same files. Nothing but Python's own library."""
import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import tarfile

USER = 10001
JAVA = "/opt/belfry/runtime/bin/java"


def layer(folder, epoch):
    """The files of a folder as a compressed layer, and the digest of what is in it."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(os.path.join(where, name) for where, folders, files in os.walk(folder) for name in folders + files):
            entry = tar.gettarinfo(path, os.path.relpath(path, folder))
            entry.uid = entry.gid = USER if entry.name == "data" else 0
            entry.uname = entry.gname = ""
            entry.mtime = epoch
            entry.mode = {"data": 0o700, "tmp": 0o1777}.get(entry.name, 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644)
            if entry.isreg():
                with open(path, "rb") as file:
                    tar.addfile(entry, file)
            else:
                tar.addfile(entry)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as out:
        out.write(plain.getbuffer())
    return packed.getvalue(), digest(plain.getbuffer())


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def described(media, data):
    return {"mediaType": "application/vnd.oci.image." + media, "digest": digest(data), "size": len(data)}


def as_json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def config(options, contents):
    labels = {
        "org.opencontainers.image.title": "Belfry",
        "org.opencontainers.image.description": "Realtime server for the Pusher Channels protocol",
        "org.opencontainers.image.version": options.version,
        "org.opencontainers.image.licenses": "Apache-2.0",
        "io.belfry.debian": options.debian,
    }
    created = datetime.datetime.fromtimestamp(options.epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = {
        "User": f"{USER}:{USER}",
        "Env": ["PATH=/opt/belfry/runtime/bin", "LC_ALL=C.UTF-8", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
                "BELFRY_SERVER_DATA_DIR=/data"],
        "Entrypoint": [JAVA, "@/opt/belfry/app/serve.options", "-jar", "/opt/belfry/app/lib/belfry-cli.jar"],
        "Cmd": ["serve", "--config", "/etc/belfry/belfry.yaml"],
        "WorkingDir": "/data",
        "ExposedPorts": {"6001/tcp": {}, "9601/tcp": {}},
        "Volumes": {"/data": {}},
        "StopSignal": "SIGTERM",
        "Labels": labels,
    }
    return {"architecture": options.arch, "os": "linux", "created": created, "config": run,
            "rootfs": {"type": "layers", "diff_ids": contents}}


def main():
    words = argparse.ArgumentParser()
    for name in ("base", "belfry", "arch", "version", "debian", "out"):
        words.add_argument("--" + name, required=True)
    words.add_argument("--epoch", required=True, type=int)
    options = words.parse_args()
    layers = [layer(folder, options.epoch) for folder in (options.base, options.belfry)]
    blobs = [data for data, _ in layers]
    settings = as_json(config(options, [content for _, content in layers]))
    manifest = as_json({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": described("config.v1+json", settings),
        "layers": [described("layer.v1.tar+gzip", data) for data in blobs],
    })
    found = described("manifest.v1+json", manifest)
    found["annotations"] = {"org.opencontainers.image.ref.name": options.version,
                            "io.containerd.image.name": "docker.io/library/belfry:" + options.version}
    found["platform"] = {"architecture": options.arch, "os": "linux"}
    files = {"oci-layout": as_json({"imageLayoutVersion": "1.0.0"}),
             "index.json": as_json({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [found]})}
    for data in blobs + [settings, manifest]:
        files["blobs/" + digest(data).replace(":", "/")] = data
    with tarfile.open(options.out, "w", format=tarfile.GNU_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(files[name]), options.epoch, 0o644
            tar.addfile(entry, io.BytesIO(files[name]))


main()
