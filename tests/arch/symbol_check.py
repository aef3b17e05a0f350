#!/usr/bin/env python3
"""symbol_check.py HUB CLIENT: the hub's program holds no code that opens an age file or a box, and
the same search finds it in the client's (otherwise the search would prove nothing)."""

import re
import subprocess
import sys

# Our opening functions, and libsodium's functions that decrypt or agree on a key.
OPENS = re.compile(
    r"\bliaison::(Open|OpenNotice|OpenWithPassphrase|OpenPayload|UnwrapFileKey"
    r"|UnwrapFileKeyWithPassphrase)\(|\bliaison::AgeIdentity::"
    r"|\bcrypto_(aead|box|secretbox|secretstream|stream)_\w*(decrypt|open|pull|xor)\w*"
    r"|\bcrypto_scalarmult\b|\bcrypto_kx_\w+")


def opening_symbols(program):
    """Defined and undefined symbols of `program` that open something."""
    listing = subprocess.run(["nm", "--demangle", program], check=True, capture_output=True,
                             text=True).stdout
    if not listing.strip():
        sys.exit(f"{program} has no symbols: it is stripped, nothing can be said")
    return sorted({line[19:] for line in listing.split("\n") if OPENS.search(line)})


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    failed = False
    for symbol in opening_symbols(sys.argv[1]):
        print(f"{sys.argv[1]}: symbol: the hub must not contain {symbol}")
        failed = True
    found = opening_symbols(sys.argv[2])
    print(f"{sys.argv[2]} holds {len(found)} opening symbols", file=sys.stderr)
    for needed in ("liaison::Open(", "crypto_aead_chacha20poly1305_ietf_decrypt"):
        if not any(needed in symbol for symbol in found):
            print(f"{sys.argv[2]}: symbol: {needed} is not found, so the search is blind")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
