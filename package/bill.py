"""Says what a package is made of: bom.cdx.json in the form of CycloneDX, and THIRD-PARTY with names, licences and notices.

Usage: bill.py PACKAGE_FOLDER LICENSES VERSION EPOCH PUSHER_JS_VERSION
Both are made of what really lies in the folder, and are the same bytes for the same files. Ends with 1 where a licence is
not known.
"""
import datetime
import hashlib
import json
import os
import re
import sys
import uuid
import zipfile

folder, table, version, epoch, pusher_js = sys.argv[1:]
NOTICES = re.compile(r"(?i)^(META-INF/)?(license/)?(license|licence|notice|copying|copyright)[^/]*$|^META-INF/license/[^/]+$|^META-INF/maven/.+/LICENSE[^/]*$")


def known():
    with open(table) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield line.split(None, 2)


KNOWN = list(known())


def jar(name):
    """The part that a jar is, as CycloneDX describes it."""
    path = os.path.join(folder, "app/lib", name)
    for group, prefix, licence in KNOWN:
        if name.startswith(prefix):
            break
    else:
        sys.exit(f"belfry: the licence of {name} is not known. Write a line for it into {table}.")
    match = re.match(r"(.+?)-(\d.*?)(?:-((?:linux|osx|windows)-.+))?\.jar$", name)
    artifact, number, classifier = match.groups() if match else (name[: -len(".jar")], version, None)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    url = f"pkg:maven/{group}/{artifact}@{number}?" + (f"classifier={classifier}&" if classifier else "") + "type=jar"
    return {"type": "library", "bom-ref": url, "group": group, "name": artifact, "version": number, "purl": url,
            "hashes": [{"alg": "SHA-256", "content": digest}], "licenses": [{"expression": licence.strip()}]}


def runtime():
    with open(os.path.join(folder, "runtime/release")) as file:
        said = dict(line.strip().split("=", 1) for line in file if "=" in line)
    number = said.get("JAVA_RUNTIME_VERSION", said["JAVA_VERSION"]).strip('"')
    return {"type": "platform", "bom-ref": "jdk", "name": "openjdk", "version": number,
            "cpe": f"cpe:2.3:a:oracle:openjdk:{said['JAVA_VERSION'].strip(chr(34))}:*:*:*:*:*:*:*",
            "licenses": [{"expression": "GPL-2.0-only WITH Classpath-exception-2.0"}]}


def page():
    url = "pkg:npm/pusher-js@" + pusher_js
    return {"type": "library", "bom-ref": url, "name": "pusher-js", "version": pusher_js, "purl": url,
            "licenses": [{"expression": "MIT"}]}


def notices(name):
    """What a jar itself says about rights, each text once."""
    with zipfile.ZipFile(os.path.join(folder, "app/lib", name)) as content:
        for entry in sorted(content.namelist()):
            if NOTICES.match(entry) and not entry.endswith((".class", "/")):
                yield entry, content.read(entry).decode("utf-8", "replace").strip()


def main():
    names = sorted(os.listdir(os.path.join(folder, "app/lib")))
    parts = [jar(name) for name in names] + [runtime(), page()]
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole = {"type": "application", "bom-ref": "belfry", "name": "belfry", "version": version,
             "licenses": [{"expression": "Apache-2.0"}]}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"timestamp": moment, "component": whole}, "components": parts,
            "dependencies": [{"ref": "belfry", "dependsOn": [part["bom-ref"] for part in parts]}]}
    bill["serialNumber"] = "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True)))
    with open(os.path.join(folder, "bom.cdx.json"), "w") as file:
        json.dump(bill, file, indent=1, sort_keys=True)
        file.write("\n")
    write_third_party(names, parts)


def write_third_party(names, parts):
    texts = {}
    for name in names:
        for entry, text in notices(name):
            texts.setdefault(text, []).append(f"{name}: {entry}")
    with open(os.path.join(folder, "THIRD-PARTY"), "w") as file:
        file.write("What is packed with Belfry, and under which licence.\n\n")
        for part in parts:
            if part.get("group") != "io.belfry":
                title = ":".join(filter(None, [part.get("group"), part["name"], part["version"]]))
                file.write(f"{title}  {part['licenses'][0]['expression']}\n")
        file.write("\nLicences of the Java runtime stand in runtime/legal. The sources of a jar lie beside it in its Maven repository. "
                   "What the others say themselves:\n")
        for text, places in texts.items():
            file.write("\n" + "=" * 100 + "\n" + "\n".join(places) + "\n" + "=" * 100 + "\n\n" + text + "\n")


main()
