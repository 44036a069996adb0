#!/bin/sh
# The man pages are sound mdoc, as mandoc reads it.
command -v mandoc >/dev/null || { echo "skipped: mandoc is not installed"; exit 77; }
mandoc -Tlint -Wwarning "$SOURCE_DIR"/assets/man/*.1
