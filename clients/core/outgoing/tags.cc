#include "clients/core/outgoing/tags.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr int64_t kWeek_s = int64_t{7} * 24 * 3600;
constexpr int64_t kOverlap_s = int64_t{24} * 3600;
constexpr size_t kSeedBytes = 32;
// A cell of about 5 km at the mission's latitude, in 1e-7 degrees.
constexpr int64_t kCellLat_e7 = 450000;
constexpr int64_t kCellLon_e7 = 550000;

constexpr absl::string_view kTaggedKind = "violation";

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

bool IsExercise(const Json& form) {
  const Json* exercise = form.Find("exercise");
  return exercise != nullptr && exercise->boolean() != nullptr && *exercise->boolean();
}

std::string BigEndian(uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(static_cast<uint8_t>(value >> shift)));
  }
  return bytes;
}

}  // namespace

uint64_t TagWeek(int64_t time_s) {
  LIAISON_CHECK(time_s >= 0);
  return static_cast<uint64_t>(time_s / kWeek_s);
}

std::vector<uint64_t> TagWeeks(int64_t time_s) {
  std::vector<uint64_t> weeks = {TagWeek(time_s)};
  if (time_s % kWeek_s < kOverlap_s && weeks[0] > 0) weeks.push_back(weeks[0] - 1);
  return weeks;
}

int64_t TagsReach_s(int64_t time_s) {
  return (static_cast<int64_t>(TagWeek(time_s)) + 1) * kWeek_s + kOverlap_s;
}

BlindTag MakeTag(const Secret& seed, absl::string_view ns, uint64_t week, absl::string_view slot,
                 absl::string_view value) {
  LIAISON_CHECK(seed.size() == kSeedBytes);
  const Secret key = HkdfSha256(seed.view(), "", absl::StrCat(ns, "/tag", BigEndian(week)), 32);
  std::string message(slot);
  message.push_back('\0');
  absl::StrAppend(&message, value);
  const Hash mac = HmacSha256(key.view(), message);
  BlindTag tag;
  std::copy_n(mac.bytes.begin(), tag.bytes.size(), tag.bytes.begin());
  return tag;
}

std::vector<std::pair<std::string, std::string>> TagValues(const Json& form) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const char* slot : {"kind", "zone"}) {
    if (std::string value = form.StringOr(slot, ""); !value.empty()) {
      values.emplace_back(slot, std::move(value));
    }
  }
  const Json* parties = form.Find("parties");
  if (parties != nullptr && parties->array() != nullptr) {
    for (const Json& party : *parties->array()) {
      if (party.StringOr("part", "") == "alleged") {
        values.emplace_back("party", party.StringOr("party", ""));
      }
    }
  }
  const Json* place = form.Find("place");
  if (place != nullptr && place->Find("lat_e7") != nullptr && place->Find("lon_e7") != nullptr) {
    values.emplace_back("place",
                        absl::StrCat(FloorDivide(place->IntegerOr("lat_e7", 0), kCellLat_e7), ",",
                                     FloorDivide(place->IntegerOr("lon_e7", 0), kCellLon_e7)));
  }
  return values;
}

std::vector<TagLine> MakeTagLines(const Secret& seed, absl::string_view ns, int64_t time_s,
                                  const Json& form) {
  const std::vector<uint64_t> weeks = TagWeeks(time_s);
  std::vector<TagLine> lines;
  for (const auto& [slot, value] : TagValues(form)) {
    for (const uint64_t week : weeks) lines.push_back({slot, MakeTag(seed, ns, week, slot, value)});
  }
  const auto order = [](const TagLine& line) { return std::tie(line.slot, line.value); };
  std::sort(lines.begin(), lines.end(),
            [&](const TagLine& a, const TagLine& b) { return order(a) < order(b); });
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

bool WantsTags(const Mission& mission, const NoticeDraft& draft) {
  if (!mission.tags || !draft.ladder.has_value() || draft.kind != kTaggedKind) return false;
  return !IsExercise(draft.form) && !TakesBack(draft.form);
}

}  // namespace liaison
