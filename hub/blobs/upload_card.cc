#include "hub/blobs/upload_card.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {

std::string PrintUploadCard(const UploadCard& card) {
  return absl::StrCat("device ", card.device, "\nsince ", card.since_ms, "\nsize ", card.size,
                      "\n");
}

absl::StatusOr<UploadCard> ParseUploadCard(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() != 4 || !lines[3].empty()) return Malformed("", "CARD", "three lines");
  absl::string_view device = lines[0];
  absl::string_view since = lines[1];
  absl::string_view size = lines[2];
  if (!absl::ConsumePrefix(&device, "device ") || !absl::ConsumePrefix(&since, "since ") ||
      !absl::ConsumePrefix(&size, "size ")) {
    return Malformed("", "CARD", "device, since, size");
  }
  if (!IsName(device)) return Malformed("device", "CARD", "a device's name");
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  ASSIGN_OR_RETURN(const uint64_t since_ms, ParseDecimal(since, kMax));
  ASSIGN_OR_RETURN(const uint64_t bytes, ParseDecimal(size, kMax));
  return UploadCard{
      .device = std::string(device), .since_ms = static_cast<int64_t>(since_ms), .size = bytes};
}

}  // namespace liaison
