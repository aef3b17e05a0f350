#include "clients/core/maps/map_handle.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status NoSuch(absl::string_view reason, absl::string_view subject) {
  return MakeError(absl::StatusCode::kNotFound, "the own copy of the log has no such map",
                   {.reason = std::string(reason), .subject = std::string(subject), .field = ""});
}

// "v8" or "8", and what follows "~".
struct VersionName {
  uint64_t version = 0;
  std::string digits;
};
std::optional<VersionName> ReadVersionName(absl::string_view text) {
  absl::ConsumePrefix(&text, "v");
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('~', 1));
  VersionName name;
  if (!absl::SimpleAtoi(parts.front(), &name.version)) return std::nullopt;
  if (parts.size() == 2) name.digits = parts.back();
  if (parts.size() == 2 && name.digits.empty()) return std::nullopt;
  return name;
}

bool IsNamed(const MapEntry& entry, const VersionName& name) {
  if (entry.note().version != name.version) return false;
  if (name.digits.empty()) return entry.IsApproved();
  return absl::StartsWith(ToHex(entry.proposal()), name.digits);
}

absl::StatusOr<FoundMap> VersionThatCounts(const MapBook& book, const MapRecord& record) {
  const MapEntry* entry = record.InForceAt(book.until_ms);
  if (entry == nullptr) entry = record.Head();
  if (entry == nullptr) return NoSuch("NO_VERSION", record.state.map);
  return FoundMap{.record = &record, .entry = entry};
}

}  // namespace

absl::StatusOr<const MapRecord*> FindMap(const MapBook& book, absl::string_view map) {
  const MapRecord* const record = book.Find(map);
  if (record == nullptr) return NoSuch("NO_SUCH_MAP", map);
  return record;
}

absl::StatusOr<FoundMap> FindMapEntry(const MapBook& book, absl::string_view handle,
                                      absl::string_view map) {
  if (const MapRecord* record = book.Find(handle); record != nullptr) {
    return VersionThatCounts(book, *record);
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(handle, absl::MaxSplits('@', 1));
  if (parts.size() == 2) return FindMapEntry(book, parts[1], parts[0]);
  const std::optional<VersionName> name = ReadVersionName(handle);
  // Without a version in it, it was meant to be a map's name.
  if (!name.has_value()) return NoSuch("NO_SUCH_MAP", handle);
  if (!map.empty()) RETURN_IF_ERROR(FindMap(book, map).status());
  std::optional<FoundMap> found;
  for (const auto& [id, record] : book.maps) {
    if (!map.empty() && id != map) continue;
    for (const MapEntry& entry : record.entries) {
      if (!IsNamed(entry, *name)) continue;
      if (found.has_value()) {
        return MakeError(absl::StatusCode::kFailedPrecondition, "more than one has this name",
                         {.reason = "WHICH_MAP", .subject = std::string(handle), .field = "map"});
      }
      found = FoundMap{.record = &record, .entry = &entry};
    }
  }
  if (found.has_value()) return *found;
  return NoSuch("NO_SUCH_VERSION", handle);
}

}  // namespace liaison
