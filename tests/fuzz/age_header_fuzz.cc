#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_header.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryAgeHeader(absl::string_view input) {
  const auto print = [](const AgeFile& file) {
    return absl::StrCat(PrintAgeStanzas(file.header.stanzas), PrintAgeMac(file.header.mac),
                        file.nonce, file.payload);
  };
  return RoundTrips(ParseAgeFile(input), print, input);
}

const FuzzTarget kAgeHeaderTarget("age_header", TryAgeHeader);

}  // namespace
}  // namespace liaison
