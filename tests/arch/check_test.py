#!/usr/bin/env python3
"""Feeds check.py a small good tree, then one bad example a rule, and wants exactly that finding."""

import os
import tempfile
import unittest

import check

GOOD = {
    "README.md": "# x\n",
    "proto/README.md": "# proto\n",
    "proto/base/README.md": "# base\n",
    "proto/base/CMakeLists.txt": "liaison_library(base SRCS a.cc DEPS absl::status)\n",
    "proto/base/a.cc": '#include "proto/base/a.h"\n',
    "proto/text/README.md": "# text\n",
    "proto/text/CMakeLists.txt": "liaison_library(text\n  SRCS t.cc\n  DEPS liaison::base)\n"
                                 "liaison_test(text_test SRCS t_test.cc DEPS liaison::text)\n",
    "proto/text/t.cc": '#include "proto/base/a.h"\n',
    "proto/text/t_test.cc": '#include "proto/wire/sodium_crypto.h"\n'
                            '#include "proto/system/system_clock.h"\n'
                            '#include "tests/fakes/seeded_random.h"\n',
    "hub/README.md": "# hub\n",
    "hub/CMakeLists.txt": "liaison_program(liaison-hub SRCS main.cc DEPS liaison::base)\n",
    "hub/main.cc": '#include "hub/gateway/server.h"\n#include "proto/system/system_clock.h"\n'
                   "const auto start = absl::Now();\n",
    "hub/log/README.md": "# log\n",
    "hub/log/CMakeLists.txt": "liaison_library(hub_log SRCS log.cc DEPS RocksDB::rocksdb)\n",
    "hub/log/log.cc": '#include "rocksdb/db.h"\n#include "hub/store/store.h"\n',
    "tests/data/foreign.cc": "// TO" "DO not ours\n",
}

# name -> (changed or added files, (file, line, rule))
BAD = {
    "text includes wire": ({"proto/text/t.cc": '\n#include "proto/wire/hash.h"\n'},
                           ("proto/text/t.cc", 2, "include")),
    "base includes text": ({"proto/base/a.cc": '#include "proto/text/note.h"\n'},
                           ("proto/base/a.cc", 1, "include")),
    "hub includes clients": ({"hub/log/log.cc": '#include "clients/core/sealing/open.h"\n'},
                             ("hub/log/log.cc", 1, "include")),
    "log includes the stage before it": ({"hub/log/log.cc": '#include "hub/sequencer/s.h"\n'},
                                         ("hub/log/log.cc", 1, "include")),
    "a library includes the system": ({"hub/log/log.cc": '#include "proto/system/c.h"\n'},
                                      ("hub/log/log.cc", 1, "include")),
    "a test of the hub includes clients": (
        {"hub/log/log_test.cc": '#include "clients/core/keys/key_store.h"\n',
         "hub/log/CMakeLists.txt": "liaison_library(hub_log SRCS log.cc log_test.cc)\n"},
        ("hub/log/log_test.cc", 1, "include")),
    "an unknown folder": ({"plugin/x.cc": "", "clients/new/x.cc": "", "clients/README.md": "#\n",
                           "clients/new/README.md": "#\n",
                           "clients/new/CMakeLists.txt": "liaison_library(new SRCS x.cc)\n"},
                          ("clients/new/x.cc", 1, "layer")),
    "gRPC outside the gateway": ({"hub/log/log.cc": "#include <grpcpp/server.h>\n"},
                                 ("hub/log/log.cc", 1, "foreign")),
    "RocksDB outside store and log": ({"hub/main.cc": '#include "rocksdb/db.h"\n'},
                                      ("hub/main.cc", 1, "foreign")),
    "the hub includes what takes the sandbox off": (
        {"hub/main.cc": '#include "hub/plugin_process/unconfined.h"\n'},
        ("hub/main.cc", 1, "foreign")),
    "the hub links what takes the sandbox off": (
        {"hub/CMakeLists.txt":
         "liaison_program(liaison-hub SRCS main.cc DEPS liaison::hub_plugin_unconfined)\n"},
        ("hub/CMakeLists.txt", 1, "link")),
    "libsodium in text": ({"proto/text/t.cc": "#include <sodium.h>\n"},
                          ("proto/text/t.cc", 1, "foreign")),
    "text links wire": (
        {"proto/wire/CMakeLists.txt": "liaison_library(wire SRCS)\n", "proto/text/CMakeLists.txt":
         "\nliaison_library(text\n  SRCS t.cc t_test.cc\n  PRIVATE_DEPS liaison::wire)\n"},
        ("proto/text/CMakeLists.txt", 2, "link")),
    "text links libsodium": (
        {"proto/text/CMakeLists.txt":
         "liaison_library(text SRCS t.cc t_test.cc DEPS PkgConfig::SODIUM)\n"},
        ("proto/text/CMakeLists.txt", 1, "link")),
    "a test that is not built": ({"proto/text/CMakeLists.txt": "liaison_library(text SRCS t.cc)\n"
                                                               "# t_test.cc\n"},
                                 ("proto/text/t_test.cc", 1, "test-built")),
    "a source that is not built": ({"hub/log/other.cc": ""}, ("hub/log/other.cc", 1, "built")),
    "a glob for code": ({"hub/log/CMakeLists.txt":
                         "file(GLOB all CONFIGURE_DEPENDS *.cc)\nadd(log.cc)\n"},
                        ("hub/log/CMakeLists.txt", 1, "glob")),
    "the system's clock": ({"hub/log/log.cc": "// absl::Now\nauto t = absl::Now();\n"},
                           ("hub/log/log.cc", 2, "clock")),
    "the system's randomness": ({"proto/text/t.cc": "std::random_device device;\n"},
                                ("proto/text/t.cc", 1, "randomness")),
    "a libsodium call that draws": ({"proto/text/t.cc": "crypto_sign_keypair(pk, sk);\n"},
                                    ("proto/text/t.cc", 1, "randomness")),
    "a sleep in a test": ({"proto/text/t_test.cc": "absl::SleepFor(absl::Seconds(1));\n"},
                          ("proto/text/t_test.cc", 1, "sleep")),
    "an exception": ({"proto/text/t.cc": "throw 1;\n"}, ("proto/text/t.cc", 1, "throw")),
    "a file that is too long": ({"proto/text/t.cc": "\n" * 601},
                                ("proto/text/t.cc", 601, "size")),
    "unfinished work": ({"README.md": "TO" "DO: write\n"}, ("README.md", 1, "unfinished")),
    "a machine's path": ({"README.md": "see /ho" "me/x/y\n"}, ("README.md", 1, "machine-path")),
    "one machine's compiler flag": ({"hub/CMakeLists.txt": "x(main.cc -march=na" "tive)\n"},
                                    ("hub/CMakeLists.txt", 1, "portable")),
    "a folder without README": ({"proto/text/README.md": None},
                                ("proto/text/README.md", 1, "readme")),
}


class CheckTest(unittest.TestCase):
    def findings(self, changes):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**GOOD, **changes}.items():
                if text is None:
                    continue
                path = os.path.join(root, path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            return [found[:3] for found in check.violations(root)]

    def test_a_good_tree_has_no_violation(self):
        self.assertEqual(self.findings({}), [])

    def test_every_bad_example_is_found_and_nothing_else(self):
        for name, (changes, expected) in BAD.items():
            with self.subTest(name):
                self.assertEqual(self.findings(changes), [expected])


if __name__ == "__main__":
    unittest.main()
