"""Copies a jar without what begins with a prefix, entry by entry, so that the same jar comes of it each time.

Usage: slim.py JAR PREFIX
"""
import os
import sys
import zipfile

jar, prefix = sys.argv[1:]
with zipfile.ZipFile(jar) as whole, zipfile.ZipFile(jar + ".slim", "w") as slim:
    for entry in whole.infolist():
        if not entry.filename.startswith(prefix):
            slim.writestr(entry, whole.read(entry), zipfile.ZIP_DEFLATED, 9)
os.replace(jar + ".slim", jar)
