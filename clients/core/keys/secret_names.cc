#include "clients/core/keys/secret_names.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kPrekeyStart = "prekey-";

}  // namespace

std::string PrekeySecretName(uint64_t serial) { return absl::StrCat(kPrekeyStart, serial); }

std::optional<uint64_t> PrekeySerialOf(absl::string_view secret_name) {
  if (!absl::ConsumePrefix(&secret_name, kPrekeyStart)) return std::nullopt;
  const absl::StatusOr<uint64_t> serial = ParseDecimal(secret_name, kMaxCount);
  if (!serial.ok()) return std::nullopt;
  return *serial;
}

}  // namespace liaison
