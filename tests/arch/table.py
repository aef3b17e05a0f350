"""STYLE.md's dependency table as data: who may include and link what. check.py enforces it.

A folder stands for everything below it; the longest folder that fits a file decides.
"""

# base <- text <- {wire, rules}; rules <- plugins; all of them <- {hub, clients}.
PROTO_BASE = ["proto/base"]
PROTO_TEXT = PROTO_BASE + ["proto/text"]
PROTO_ALL = PROTO_TEXT + ["proto/wire", "proto/rules", "proto/schema", "proto/liaison"]

# Folder -> folders (or single headers) that its files may include, besides its own.
MAY_INCLUDE = {
    "proto/base": [],
    "proto/system": PROTO_BASE,
    "proto/text": PROTO_BASE,
    "proto/wire": PROTO_TEXT,
    "proto/rules": PROTO_TEXT,
    "proto/schema": PROTO_TEXT,
    "proto/liaison": PROTO_BASE,
    # The hub, along the flow gateway -> admission -> sequencer -> log -> mailbox: a stage may use
    # what it hands to and what lies under that, never what hands to it. hub.h holds the shared
    # types; directory, store and log_line lie under all stages.
    "hub": PROTO_ALL + ["hub"],
    "hub/gateway": PROTO_ALL + ["hub/hub.h", "hub/hub_types.h", "hub/blobs/blob_transfer.h", "hub/log_line", "hub/config.h", "hub/metrics"],
    "hub/admission": PROTO_ALL
    + ["hub/hub.h", "hub/hub_types.h", "hub/blobs", "hub/sequencer", "hub/log", "hub/mailbox", "hub/directory", "hub/store",
       "hub/log_line"],
    "hub/sequencer": PROTO_ALL
    + ["hub/hub.h", "hub/hub_types.h", "hub/log", "hub/mailbox", "hub/directory", "hub/store", "hub/log_line"],
    "hub/mailbox": PROTO_ALL + ["hub/hub.h", "hub/hub_types.h", "hub/log", "hub/directory", "hub/store"],
    "hub/log": PROTO_ALL + ["hub/store"],
    "hub/directory": PROTO_ALL + ["hub/log", "hub/store"],
    "hub/store": PROTO_ALL,
    # Files only: whether a record names a blob is asked of whoever knows.
    "hub/blobs": PROTO_ALL,
    # The hub under virtual time; never installed.
    "hub/sim_main.cc": PROTO_ALL + ["hub/program.h", "hub/plugin_process", "tests/sim/shared_clock.h"],
    "hub/metrics": PROTO_ALL + ["hub/hub.h", "hub/hub_types.h"],
    "hub/log_line": PROTO_BASE,
    # Its records and effects go into the sequencer's groups.
    "hub/plugin_host": PROTO_ALL
    + ["hub/sequencer", "hub/log", "hub/mailbox", "hub/directory", "hub/store", "hub/hub_types.h"],
    # Real processes know nothing of what plugins are told.
    "hub/plugin_process": PROTO_BASE + ["proto/liaison", "hub/plugin_host/plugin_process.h"],
    # Plugins link no cryptographic library.
    "plugins": PROTO_TEXT + ["proto/rules", "proto/liaison/plugin", "plugins"],
    # Says the digest of the manifest that every client computes anew.
    "plugins/report": PROTO_TEXT + ["proto/rules", "proto/liaison/plugin", "plugins", "proto/wire/plain"],
    # A test tool, never shipped with the hub: it puts the hub's own host around a plugin.
    "plugins/plugkit": PROTO_ALL + ["plugins", "hub", "tests/fakes"],
    "clients/core": PROTO_ALL + ["clients/core"],
    "clients/cli": PROTO_ALL + ["clients/core", "clients/cli"],
    "clients/desk": PROTO_ALL + ["clients/core", "clients/desk"],
    "tests/fakes": PROTO_ALL + ["tests/fakes"],
    "tests": PROTO_ALL + ["proto/system", "hub", "clients", "plugins", "tests"],
}
# What the tests beside the code may include more.
TESTS_MAY_INCLUDE = PROTO_ALL + ["proto/system", "tests/fakes"]

# A foreign header (regular expression) -> files (regular expressions) that may include it. Tests
# beside those files may too.
FOREIGN = [
    (r"(grpc|grpcpp)/|.*\.grpc\.pb\.h$",
     [r"hub/gateway/", r"hub/main\.cc$", r"hub/sim_main\.cc$", r"clients/core/connection/grpc_",
      r"clients/cli/main\.cc$", r"tests/(bench|promises|sim|crash|conformance|real_hub|tsan)/"]),
    (r"rocksdb/", [r"hub/store/", r"hub/log/", r"tests/(crash|sim|bench)/"]),
    (r"sodium\.h$|sodium/",
     [r"proto/wire/", r"proto/base/", r"proto/system/", r"clients/core/sealing/",
      r"clients/core/keys/", r"tests/conformance/"]),
    (r"openssl/", [r"proto/wire/", r"tests/"]),
    (r"sqlcipher/|sqlite3\.h$", [r"clients/core/database/"]),
    (r"(pango|cairo|glib|fontconfig)[/.-]|qrencode\.h$|cairo-pdf\.h$",
     [r"clients/core/print/", r"clients/core/map_picture/", r"clients/core/report_render/"]),
    (r"qpdf/",
     [r"clients/core/report_render/pdf_[a-z_]+\.cc$", r"clients/core/report_pack/pdf_attachments\.cc$"]),
    (r"geos_c\.h$", [r"clients/core/geometry/shapes\.cc$"]),
    (r"GeographicLib/", [r"clients/core/(geometry|map_document)/"]),
    (r"seccomp\.h$", [r"hub/plugin_process/", r"clients/core/report_pack/confined_work\.cc$"]),
    # Plugins without the sandbox: never in the hub.
    (r"hub/plugin_process/unconfined\.h$",
     [r"hub/plugin_process/(unconfined\.cc|plugin_process_test\.cc)$", r"plugins/plugkit/"]),
    (r"zip\.h$", [r"clients/core/report_pack/pack_zip\.cc$"]),
    (r"CLI/", [r"clients/cli/", r"hub/program\.", r"hub/config\.", r"plugins/plugkit/program\."]),
    (r"toml\+\+/", [r"hub/config\.", r"clients/core/", r"clients/cli/"]),
]

# The same for link lines: library -> folders whose CMakeLists.txt may name it.
LINKS = {
    "PkgConfig::GRPCXX": ["hub", "clients/core/connection", "clients/cli", "proto/liaison", "tests"],
    "RocksDB::rocksdb": ["hub/store", "hub/log", "tests"],
    "PkgConfig::SODIUM": ["proto/base", "proto/system", "proto/wire", "clients/core/sealing",
                          "clients/core/keys"],
    "PkgConfig::SECCOMP": ["hub/plugin_process", "clients/core/report_pack"],
    "PkgConfig::SQLCIPHER": ["clients/core/database"],
    "liaison::hub_plugin_unconfined": ["hub/plugin_process", "plugins/plugkit"],
    "PkgConfig::PANGOCAIRO": ["clients/core/print", "clients/core/map_picture",
                              "clients/core/report_render"],
    "PkgConfig::QPDF": ["clients/core/report_pack", "clients/core/report_render"],
    "PkgConfig::GEOS": ["clients/core/geometry"],
    "PkgConfig::GEOGRAPHICLIB": ["clients/core/geometry", "clients/core/map_document"],
    "PkgConfig::QRENCODE": ["clients/core/print"],
    "PkgConfig::LIBZIP": ["clients/core/report_pack"],
}
# Words in code -> files that may use them. Clock, randomness and waiting are injected.
ONLY_IN = [
    (r"\b(system_clock|steady_clock|high_resolution_clock|absl::Now|GetCurrentTimeNanos|"
     r"gettimeofday|clock_gettime)\b|\btime\((nullptr|NULL|0)\)",
     "clock", [r"proto/system/", r"(.*/)?[a-z_]*main\.cc$", r"tests/bench/"]),
    (r"\b(random_device|mt19937(_64)?|default_random_engine|arc4random|getrandom|s?rand)\b\s*[({;]"
     r"|\brandom_device\b|\brandombytes_(buf|random|uniform)\b"
     r"|\bcrypto_(box|sign|kx|kem)_keypair\b|\bcrypto_[a-z0-9_]+_keygen\b|\bRAND_bytes\b",
     "randomness", [r"proto/system/", r"(.*/)?[a-z_]*main\.cc$"]),
    (r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep)\b|\bsleep\(",
     "sleep", [r"proto/system/", r"(.*/)?[a-z_]*main\.cc$"]),
]

MAX_FILE_LINES = 600
