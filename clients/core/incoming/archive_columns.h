// How the archive's tables hold hashes and log positions (internal to the archive).
#ifndef LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_COLUMNS_H_
#define LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_COLUMNS_H_

#include <cstdint>
#include <limits>

#include "absl/strings/string_view.h"
#include "proto/base/check.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

// A short form of a hash, and what people type for it, has at least so many hex digits.
inline constexpr size_t kMinHandleDigits = 8;

// Stands for "not in the log", so that what came by bag sorts as the newest.
inline constexpr int64_t kNotLogged = std::numeric_limits<int64_t>::max();

inline int64_t SignedIndex(LeafIndex index) { return static_cast<int64_t>(index.value()); }

// Our own rows: a hash that does not parse is a bug or a damaged database page, and SQLCipher
// authenticates its pages.
inline Hash HashFromColumn(absl::string_view hex) {
  const absl::StatusOr<std::string> bytes = DecodeHex(hex);
  LIAISON_CHECK(bytes.ok());
  const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(*bytes);
  LIAISON_CHECK(hash.ok());
  return *hash;
}

// Whether `handle` may be the beginning of a hash.
inline bool IsHashPrefix(absl::string_view handle) {
  return handle.size() >= kMinHandleDigits &&
         handle.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_COLUMNS_H_
