#include "proto/text/hub_note.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr size_t kMaxHubNoteBytes = 4 * 1024;
constexpr size_t kMaxFieldBytes = 64;
constexpr int kLastStatusCode = static_cast<int>(absl::StatusCode::kUnauthenticated);

absl::StatusOr<std::string> ParseStatusCode(absl::string_view text) {
  for (int code = 1; code <= kLastStatusCode; ++code) {
    if (absl::StatusCodeToString(static_cast<absl::StatusCode>(code)) == text) {
      return std::string(text);
    }
  }
  return Malformed("", "CODE", "not the name of a status code, such as INVALID_ARGUMENT");
}

// Keys of our grammars, and members of forms ("refs/0/verb").
absl::StatusOr<std::string> ParseFieldName(absl::string_view text) {
  const bool good =
      text.size() <= kMaxFieldBytes && std::all_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '/' || c == '.';
      });
  if (!good) return Malformed("", "FIELD", "not the name of a field");
  return std::string(text);
}

}  // namespace

absl::StatusOr<Refusal> ParseRefusal(absl::string_view ns, absl::string_view text) {
  Refusal refusal;
  refusal.ns = std::string(ns);
  std::optional<std::string> field;
  std::optional<std::string> rule;
  FieldReader in(ns, "refusal", text, kMaxHubNoteBytes);
  in.Required("hub", refusal.hub, HubOf(ns));
  in.Required("object", refusal.object, ParseHash);
  in.Required("code", refusal.code, ParseStatusCode);
  in.OrDash("field", field, ParseFieldName);
  in.OrDash("rule", rule, ParseUpperCode);
  in.Required("time", refusal.time_ms, ParseTime_ms);
  refusal.field = std::move(field).value_or("");
  refusal.rule = std::move(rule).value_or("");
  return in.Finish(std::move(refusal));
}

std::string PrintRefusal(const Refusal& refusal) {
  const auto or_dash = [](const std::string& text) { return text.empty() ? kDash : text; };
  FieldWriter out(refusal.ns, "refusal");
  out.Line("hub", refusal.hub).Line("object", refusal.object).Line("code", refusal.code);
  out.Line("field", or_dash(refusal.field)).Line("rule", or_dash(refusal.rule));
  out.Line("time", refusal.time_ms);
  return out.Take();
}

absl::StatusOr<Beacon> ParseBeacon(absl::string_view ns, absl::string_view text) {
  Beacon beacon;
  beacon.ns = std::string(ns);
  FieldReader in(ns, "beacon", text, kMaxHubNoteBytes);
  in.Required("hub", beacon.hub, HubOf(ns));
  in.Required("size", beacon.size, ParseTreeSize);
  in.Required("root", beacon.root, ParseHash);
  in.Required("time", beacon.time_ms, ParseTime_ms);
  return in.Finish(std::move(beacon));
}

std::string PrintBeacon(const Beacon& beacon) {
  FieldWriter out(beacon.ns, "beacon");
  out.Line("hub", beacon.hub).Line("size", beacon.size).Line("root", beacon.root);
  out.Line("time", beacon.time_ms);
  return out.Take();
}

}  // namespace liaison
