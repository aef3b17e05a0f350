// What a fuzz target is: one function over one parser, under a name. libFuzzer feeds one of them
// with fuzz_driver.cc; corpus_test.cc puts the corpus of each through it.
#ifndef LIAISON_TESTS_FUZZ_HARNESS_H_
#define LIAISON_TESTS_FUZZ_HARNESS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/check.h"

namespace liaison {

inline constexpr absl::string_view kFuzzNs = "deescalation.example";

// A static object of this kind makes its target known. `name` is that of the corpus folder;
// `try_input` returns whether the parser accepted the input, and ends the process on a broken rule.
class FuzzTarget {
 public:
  using TryInput = bool (*)(absl::string_view);

  FuzzTarget(const char* name, TryInput try_input) : name_(name), try_input_(try_input) {
    All().push_back(this);
  }
  FuzzTarget(const FuzzTarget&) = delete;
  FuzzTarget& operator=(const FuzzTarget&) = delete;

  const char* name() const { return name_; }
  bool Try(absl::string_view input) const { return try_input_(input); }

  // All that the program links.
  static std::vector<const FuzzTarget*>& All() {
    static auto* const kAll = new std::vector<const FuzzTarget*>();
    return *kAll;
  }

 private:
  const char* const name_;
  const TryInput try_input_;
};

// The property of all our parsers: what is accepted prints as the same bytes.
template <typename Value, typename Print>
bool RoundTrips(const absl::StatusOr<Value>& parsed, const Print& print, absl::string_view input) {
  if (!parsed.ok()) return false;
  LIAISON_CHECK(print(*parsed) == input);
  return true;
}

}  // namespace liaison

#endif  // LIAISON_TESTS_FUZZ_HARNESS_H_
