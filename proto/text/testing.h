// What the tests of this folder share: a worked example of every grammar, and a stand-in for the
// cryptography, which grammars only pass through (proto/wire tests the real one on vectors).
#ifndef LIAISON_PROTO_TEXT_TESTING_H_
#define LIAISON_PROTO_TEXT_TESTING_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"
#include "proto/text/note.h"

namespace liaison {

inline constexpr absl::string_view kTestNs = "deescalation.example";

// Not cryptography: a mixing function, and "signatures" made of it that anybody can make.
class StandInCrypto : public PublicCrypto {
 public:
  Hash Sha256(absl::string_view bytes) const override;
  bool CheckSignature(const PublicKey& key, absl::string_view message,
                      const Signature& signature) const override;
  bool IsValidPoint(const PublicKey& key) const override;  // all but the zero key
  Signature Sign(const PublicKey& key, absl::string_view message) const;
};
const StandInCrypto& TestCrypto();

// 32 equal bytes, so that a larger number sorts later.
Hash TestHash(uint8_t number);
std::string HashText(uint8_t number);  // the same in base64
// The key of that name in the test name space ("tur/root", "log").
VKey TestKey(absl::string_view name, uint8_t number, uint8_t type = kTypeEd25519);

struct Grammar {
  std::string name;
  std::string example;
  // Parses and prints again.
  std::function<absl::StatusOr<std::string>(absl::string_view)> again;
};
// All that are made of lines only.
const std::vector<Grammar>& Grammars();
const Grammar& GrammarOf(absl::string_view name);

// One thing made wrong in a grammar's example, and the refusal that it must bring.
struct Mistake {
  std::string from, to;
  std::string field, rule;
};
// Expects each to be refused so. Fails if `from` does not stand in the example.
void ExpectRefusals(absl::string_view grammar, const std::vector<Mistake>& mistakes);
void ExpectRefusal(const absl::Status& status, absl::string_view field, absl::string_view rule);

// `text` with the first `from` replaced.
std::string Replaced(absl::string_view text, absl::string_view from, absl::string_view to);

// A small generator with a printable seed (SplitMix64).
class TestRandom {
 public:
  explicit TestRandom(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  bool Coin() { return Below(2) == 1; }

 private:
  uint64_t state_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_TESTING_H_
