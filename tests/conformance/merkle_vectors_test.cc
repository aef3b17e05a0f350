// transparency-dev/merkle: inclusion and consistency proofs, good and bad.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/text/hash.h"
#include "proto/wire/hash.h"
#include "proto/wire/merkle.h"
#include "tests/conformance/vectors.h"

namespace liaison {
namespace {

using nlohmann::json;

absl::StatusOr<Hash> HashOf(const json& text) {
  return FixedFromBase64<Hash>(text.get<std::string>());
}

// Some consistency vectors, about sizes alone, name their roots "don't care 1" and "don't care 2".
// Our types hold no root of 12 bytes, so each stands for a hash of its own.
absl::StatusOr<Hash> RootOfVector(const json& text) {
  const auto bytes = DecodeBase64(text.get<std::string>());
  if (bytes.ok() && absl::StartsWith(*bytes, "don't care")) return Sha256(*bytes);
  return HashOf(text);
}

absl::StatusOr<std::vector<Hash>> ProofOf(const json& test) {
  std::vector<Hash> proof;
  if (test.at("proof").is_null()) return proof;
  for (const json& text : test.at("proof")) {
    ASSIGN_OR_RETURN(const Hash hash, HashOf(text));
    proof.push_back(hash);
  }
  return proof;
}

absl::Status Inclusion(const json& test) {
  ASSIGN_OR_RETURN(const Hash root, HashOf(test.at("root")));
  ASSIGN_OR_RETURN(const Hash leaf, HashOf(test.at("leafHash")));
  ASSIGN_OR_RETURN(const std::vector<Hash> proof, ProofOf(test));
  return CheckInclusion(LeafIndex(test.at("leafIdx").get<uint64_t>()),
                        TreeSize(test.at("treeSize").get<uint64_t>()), leaf, proof, root);
}

absl::Status Consistency(const json& test) {
  ASSIGN_OR_RETURN(const Hash old_root, RootOfVector(test.at("root1")));
  ASSIGN_OR_RETURN(const Hash new_root, RootOfVector(test.at("root2")));
  ASSIGN_OR_RETURN(const std::vector<Hash> proof, ProofOf(test));
  return CheckConsistency(TreeSize(test.at("size1").get<uint64_t>()), old_root,
                          TreeSize(test.at("size2").get<uint64_t>()), new_root, proof);
}

struct Counts {
  int files = 0;
  int agreed = 0;
};

Counts RunVectors(absl::string_view folder, absl::Status (*check)(const json&)) {
  Counts counts;
  for (const std::string& name : VectorsUnder(folder)) {
    const json test = ReadJsonVector(name);
    const absl::Status status = check(test);
    ++counts.files;
    if (status.ok() != test.at("wantErr").get<bool>()) ++counts.agreed;
    EXPECT_NE(status.ok(), test.at("wantErr").get<bool>()) << name << ": " << status;
  }
  return counts;
}

TEST(MerkleVectors, AllAgreeOnInclusion) {
  const Counts counts = RunVectors("rfc6962-merkle/testdata/inclusion", Inclusion);
  EXPECT_EQ(counts.files, 98);
  EXPECT_EQ(counts.agreed, 98);
}

TEST(MerkleVectors, AllAgreeOnConsistency) {
  const Counts counts = RunVectors("rfc6962-merkle/testdata/consistency", Consistency);
  EXPECT_EQ(counts.files, 98);
  EXPECT_EQ(counts.agreed, 98);
}

}  // namespace
}  // namespace liaison
