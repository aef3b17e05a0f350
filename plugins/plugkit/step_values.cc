#include "plugins/plugkit/step_values.h"

#include <algorithm>

#include "plugins/plugkit/script.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {

std::vector<std::string> TestGuarantors() { return {"irn", "rus", "tur"}; }

std::string OrElse(const std::string& text, absl::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

std::vector<std::string> SortedOr(const google::protobuf::RepeatedPtrField<std::string>& texts,
                                  std::vector<std::string> otherwise) {
  if (texts.empty()) return otherwise;
  std::vector<std::string> sorted(texts.begin(), texts.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

Nonce NonceOf(absl::string_view name) {
  const Hash hash = Sha256(name);
  Nonce nonce{};
  std::copy_n(hash.bytes.begin(), nonce.size(), nonce.begin());
  return nonce;
}

absl::StatusOr<std::optional<int64_t>> SecondsAt(const std::string& offset, absl::Time began) {
  if (offset.empty()) return std::optional<int64_t>();
  ASSIGN_OR_RETURN(const absl::Duration duration, ParseInstant(offset));
  return std::optional<int64_t>(absl::ToUnixSeconds(began + duration));
}

}  // namespace liaison
