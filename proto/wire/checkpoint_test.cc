#include "proto/wire/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/wire/leaf.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr char kRoot[] = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

NoteSigner Signer(absl::string_view name, uint64_t seed) {
  SeededRandom random(seed);
  return NoteSigner(name, SigningKey::Generate(random));
}

Checkpoint Head() {
  Checkpoint head;
  head.origin = "mission.example/log";
  head.size = TreeSize(600);
  head.root = LeafHash("some tree");
  return head;
}

TEST(CheckpointText, IsThreeLines) {
  Checkpoint head;
  head.origin = "example.com/behind-the-sofa";
  head.size = TreeSize(20852163);
  head.root = *FixedFromBase64<Hash>(kRoot);
  const std::string text = absl::StrCat("example.com/behind-the-sofa\n20852163\n", kRoot, "\n");
  EXPECT_EQ(PrintCheckpointText(head), text);
  const auto parsed = ParseCheckpointText(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, head);
}

TEST(CheckpointText, TakesTheLargestSizeAndTheEmptyTree) {
  for (const char* size : {"0", "18446744073709551615"}) {
    const auto parsed = ParseCheckpointText(absl::StrCat("log\n", size, "\n", kRoot, "\n"));
    ASSERT_TRUE(parsed.ok()) << size;
    EXPECT_EQ(absl::StrCat(parsed->size.value()), size);
  }
}

TEST(CheckpointText, RefusesEveryOtherForm) {
  const std::string root = kRoot;
  const std::string short_root = root.substr(0, 40);
  const std::string loose_root = root.substr(0, 42) + "J=";  // a bit behind the end is set
  for (const std::string& text : {
           std::string(),
           std::string("log\n"),
           std::string("log\n5\n"),
           "log\n5\n" + root,                    // no LF at the end
           "log\n5\n" + root + "\n\n",           // an empty line
           "log\n5\n" + root + "\nextension\n",  // extension lines are not ours
           "log\n05\n" + root + "\n",
           "log\n+5\n" + root + "\n",
           "log\n-5\n" + root + "\n",
           "log\n\n" + root + "\n",
           "log\n5 \n" + root + "\n",
           "log\n0x5\n" + root + "\n",
           "log\n18446744073709551616\n" + root + "\n",
           "\n5\n" + root + "\n",
           "Log\n5\n" + root + "\n",
           "the log\n5\n" + root + "\n",
           "log+1\n5\n" + root + "\n",
           "log\r\n5\r\n" + root + "\r\n",
           "log\n5\n" + short_root + "\n",
           "log\n5\n" + loose_root + "\n",
           "log\n5\n" + root.substr(0, 43) + "\n",  // no padding
           "log\n5\n" + root + " \n",
       }) {
    const auto parsed = ParseCheckpointText(text);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(OpenCheckpoint, AcceptsWhatTheLogSigned) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const std::string bytes = SignCheckpoint(Head(), log);
  const auto opened = OpenCheckpoint(bytes, log.vkey());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint(), Head());
  EXPECT_EQ(opened->size(), TreeSize(600));
  EXPECT_EQ(opened->root(), Head().root);
  EXPECT_EQ(opened->bytes(), bytes);
}

TEST(OpenCheckpoint, IgnoresLinesByOthers) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const NoteSigner witness = Signer("mission.example/alpha/witness", 2);
  const NoteSigner former = Signer("mission.example/log", 3);  // the log's key before this one
  const std::string text = PrintCheckpointText(Head());
  SignatureLine cosignature = witness.SignText(text);
  cosignature.signature.insert(0, 8, '\0');  // 72 bytes: time and signature
  const std::string bytes =
      PrintNote({text, {former.SignText(text), cosignature, log.SignText(text)}});
  const auto opened = OpenCheckpoint(bytes, log.vkey());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->bytes(), bytes);
}

TEST(OpenCheckpoint, RefusesWhatTheLogDidNotSign) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const NoteSigner other = Signer("mission.example/log", 2);
  const std::string text = PrintCheckpointText(Head());
  SignatureLine forged = other.SignText(text);
  forged.key_id = log.vkey().key_id;
  SignatureLine cut = log.SignText(text);
  cut.signature.pop_back();
  for (const SignatureLine& line : {other.SignText(text), forged, cut, log.SignText("x\n")}) {
    const auto opened = OpenCheckpoint(PrintNote({text, {line}}), log.vkey());
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(opened.status()), "SIGNATURE");
  }
}

TEST(OpenCheckpoint, RefusesASecondLineByTheLog) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const std::string text = PrintCheckpointText(Head());
  const auto opened =
      OpenCheckpoint(PrintNote({text, {log.SignText(text), log.SignText(text)}}), log.vkey());
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(opened.status()), "COUNT");
}

TEST(OpenCheckpoint, RefusesAnotherOriginSignedByTheSameKey) {
  const NoteSigner log = Signer("mission.example/log", 1);
  Checkpoint head = Head();
  head.origin = "mission.example/log2";
  const auto opened = OpenCheckpoint(SignCheckpoint(head, log), log.vkey());
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(opened.status()), "ORIGIN");
}

TEST(OpenCheckpoint, RefusesAKeyOfAnotherType) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const VKey cosigner = MakeVKey(log.vkey().name, log.vkey().key, kTypeCosignature, SodiumCrypto());
  EXPECT_EQ(ReasonOf(OpenCheckpoint(SignCheckpoint(Head(), log), cosigner).status()), "VKEY");
}

TEST(OpenCheckpoint, RefusesEveryChangedByte) {
  const NoteSigner log = Signer("mission.example/log", 1);
  const std::string bytes = SignCheckpoint(Head(), log);
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = bytes;
      bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
      ASSERT_FALSE(OpenCheckpoint(bad, log.vkey()).ok()) << "byte " << at << " bit " << bit;
    }
  }
}

LogProof Proof() {
  LogProof proof;
  proof.index = LeafIndex(42);
  proof.hashes = {LeafHash("a"), LeafHash("b")};
  proof.checkpoint = SignCheckpoint(Head(), Signer("mission.example/log", 1));
  return proof;
}

TEST(LogProof, IsPrintedAsC2spWritesIt) {
  const LogProof proof = Proof();
  const std::string bytes = PrintLogProof(proof);
  EXPECT_EQ(bytes, absl::StrCat("c2sp.org/tlog-proof@v1\nindex 42\n", ToBase64(LeafHash("a")), "\n",
                                ToBase64(LeafHash("b")), "\n\n", proof.checkpoint));
  const auto parsed = ParseLogProof(bytes);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->index, proof.index);
  EXPECT_EQ(parsed->hashes, proof.hashes);
  EXPECT_EQ(parsed->checkpoint, proof.checkpoint);
}

TEST(LogProof, HasNoHashesInATreeOfOneLeaf) {
  LogProof proof = Proof();
  proof.hashes.clear();
  const auto parsed = ParseLogProof(PrintLogProof(proof));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_TRUE(parsed->hashes.empty());
}

TEST(LogProof, RefusesEveryOtherForm) {
  const std::string good = PrintLogProof(Proof());
  const std::pair<const char*, const char*> changes[] = {
      {"c2sp.org/tlog-proof@v1\n", ""},
      {"@v1", "@v2"},
      {"index 42\n", ""},
      {"index 42\n", "index 042\n"},
      {"index 42\n", "index  42\n"},
      {"index 42\n", "index +42\n"},
      {"index 42\n", "Index 42\n"},
      {"index 42\n", "index 18446744073709551616\n"},
      {"index 42\n", "extra AA==\nindex 42\n"},  // unauthenticated, and nothing of ours writes it
      {"index 42\n", "index 42\n\n"},
      {"=\n", "\n"},
      {"=\n", "=\r\n"},
      {"=\n", "= \n"},
  };
  for (const auto& [from, to] : changes) {
    const std::string bad = absl::StrReplaceAll(good, {{from, to}});
    ASSERT_NE(bad, good) << from;
    const auto parsed = ParseLogProof(bad);
    // An empty line too many moves the hashes into what must be the checkpoint.
    const bool refused =
        !parsed.ok() || !ParseNote(parsed->checkpoint, 8192).ok() ||
        !OpenCheckpoint(parsed->checkpoint, Signer("mission.example/log", 1).vkey()).ok();
    EXPECT_TRUE(refused) << from << " -> " << to;
  }
  for (size_t size = 0; size < good.find("\n\n") + 2; ++size) {
    EXPECT_EQ(ParseLogProof(good.substr(0, size)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << size;
  }
}

TEST(LogProof, RefusesMoreHashesThanATreeIsHigh) {
  LogProof proof = Proof();
  proof.hashes.assign(64, LeafHash("a"));
  EXPECT_TRUE(ParseLogProof(PrintLogProof(proof)).ok());
  proof.hashes.push_back(LeafHash("a"));
  EXPECT_EQ(ReasonOf(ParseLogProof(PrintLogProof(proof)).status()), "COUNT");
}

}  // namespace
}  // namespace liaison
