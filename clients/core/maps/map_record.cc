#include "clients/core/maps/map_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

constexpr size_t kNameDigits = 8;

}  // namespace

bool MapEntry::IsApproved() const {
  switch (version.phase) {
    case MapPhase::kApproved:
    case MapPhase::kInForce:
    case MapPhase::kSuperseded:
    case MapPhase::kExpired:
      return true;
    default:
      return false;
  }
}

std::string MapEntry::Name() const {
  const std::string number = absl::StrCat("v", note().version);
  if (IsApproved()) return number;
  return absl::StrCat(number, "~", ToHex(proposal()).substr(0, kNameDigits));
}

const MapEntry* MapRecord::Find(const Hash& proposal) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const MapEntry& entry) {
    return entry.proposal() == proposal;
  });
  return found == entries.end() ? nullptr : &*found;
}

const MapEntry* MapRecord::FindVersion(uint64_t version) const {
  for (const MapEntry& entry : entries) {
    if (entry.IsApproved() && entry.note().version == version) return &entry;
  }
  return nullptr;
}

const MapEntry* MapRecord::InForceAt(int64_t time_ms) const {
  for (const MapEntry& entry : entries) {
    if (entry.from_ms.has_value() && *entry.from_ms <= time_ms &&
        (!entry.until_ms.has_value() || time_ms < *entry.until_ms)) {
      return &entry;
    }
  }
  return nullptr;
}

const MapEntry* MapRecord::Head() const {
  const MapEntry* head = nullptr;
  for (const MapEntry& entry : entries) {
    if (entry.IsApproved() && (head == nullptr || entry.note().version > head->note().version)) {
      head = &entry;
    }
  }
  return head;
}

std::vector<const MapEntry*> MapRecord::RivalsOf(const MapEntry& entry) const {
  std::vector<const MapEntry*> rivals;
  for (const MapEntry& other : entries) {
    if (other.version.phase == MapPhase::kOpen && other.note().base == entry.note().base &&
        other.proposal() != entry.proposal()) {
      rivals.push_back(&other);
    }
  }
  return rivals;
}

}  // namespace liaison
