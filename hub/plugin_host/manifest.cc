#include "hub/plugin_host/manifest.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/plugin/v1/manifest.pb.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr size_t kListMax = 256;
constexpr absl::string_view kAnyLadder = "*";

// Keeps the first error of protobuf's parser, which otherwise prints to stderr.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber, const std::string& text) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ": ", text);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::StatusOr<v1::Manifest> ParseText(absl::string_view text) {
  if (text.size() > kManifestBytesMax) return Malformed("manifest", "SIZE", "longer than 64 KiB");
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  v1::Manifest manifest;
  if (parser.ParseFromString(std::string(text), &manifest)) return manifest;
  return Malformed("manifest", "TEXT", absl::StrCat("the manifest cannot be read: ", error.text()));
}

absl::StatusOr<uint64_t> InRange(absl::string_view field, uint64_t value, uint64_t min,
                                 uint64_t max) {
  if (value >= min && value <= max) return value;
  return Malformed(field, "RANGE", absl::StrCat(field, " must lie between ", min, " and ", max));
}

absl::Status ReadSubscription(const v1::Manifest& text, PluginManifest& manifest) {
  for (const int kind : text.subscribe().kinds()) {
    if (kind <= 0 || kind > static_cast<int>(RecordKind::kControl)) {
      return Malformed("subscribe", "KIND", "not a kind of record");
    }
    manifest.kinds.insert(static_cast<RecordKind>(kind));
  }
  if (manifest.kinds.empty()) {
    return Malformed("subscribe", "EMPTY", "a plugin without records would never run");
  }
  if (text.order_key() != "incident" && text.order_key() != "none") {
    return Malformed("order_key", "VALUE", "order_key must be \"incident\" or \"none\"");
  }
  manifest.order_by_incident = text.order_key() == "incident";
  if (text.eager_size() > 16) return Malformed("eager", "COUNT", "at most 16 key templates");
  manifest.eager.assign(text.eager().begin(), text.eager().end());
  return absl::OkStatus();
}

absl::Status ReadRights(const v1::Manifest& text, PluginManifest& manifest) {
  if (text.ladders().size() > int{kListMax} || text.alert().codes().size() > int{kListMax}) {
    return Malformed("alert", "COUNT", "at most 256 codes and ladders");
  }
  for (const std::string& ladder : text.ladders()) {
    if (ladder == kAnyLadder) {
      manifest.any_ladder = true;
      continue;
    }
    if (!IsPolicyId(ladder)) return Malformed("ladders", "NAME", "not the id of a ladder");
    manifest.ladders.insert(ladder);
  }
  for (const std::string& code : text.alert().codes()) {
    RETURN_IF_ERROR(ParseUpperCode(code).status());
    manifest.alert_codes.insert(code);
  }
  manifest.release = text.release();
  ASSIGN_OR_RETURN(const uint64_t rate,
                   InRange("alert.per_minute", text.alert().per_minute(), 0, 100'000));
  manifest.records_per_minute_max = static_cast<uint32_t>(rate);
  return absl::OkStatus();
}

absl::Status ReadQuota(const v1::Manifest& text, PluginManifest& manifest) {
  ASSIGN_OR_RETURN(const uint64_t state,
                   InRange("quota.state_mib", text.quota().state_mib(), 1, 65'536));
  ASSIGN_OR_RETURN(manifest.timers_max,
                   InRange("quota.timers", text.quota().timers(), 0, 2'000'000));
  ASSIGN_OR_RETURN(const uint64_t memory,
                   InRange("quota.data_mib", text.quota().data_mib(), 8, 4'096));
  manifest.state_bytes_max = state * kMiB;
  manifest.data_bytes_max = memory * kMiB;
  return absl::OkStatus();
}

absl::Status ReadFallback(const v1::Manifest& text, PluginManifest& manifest) {
  manifest.halt_on_poison = text.on_poison() == v1::HALT;
  if (!manifest.halt_on_poison && !manifest.order_by_incident) {
    return Malformed("on_poison", "PARK_KEY", "parking needs order_key: \"incident\"");
  }
  const v1::Fallback& fallback = text.fallback();
  manifest.alert_when_down = absl::Seconds(fallback.on_down_s());
  manifest.alert_when_late = absl::Seconds(fallback.on_lag_s());
  manifest.alert_on_quarantine = fallback.on_quarantine();
  manifest.notify = fallback.notify().empty() ? "*/duty" : fallback.notify();
  const std::string example = absl::StartsWith(manifest.notify, "*/")
                                  ? absl::StrCat("x", manifest.notify.substr(1))
                                  : manifest.notify;
  if (!ParseMailbox(example).ok()) {
    return Malformed("fallback.notify", "MAILBOX", "must be a mailbox, or */ and a role");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PluginManifest> ParseManifest(absl::string_view bytes) {
  ASSIGN_OR_RETURN(const v1::Manifest text, ParseText(bytes));
  PluginManifest manifest;
  ASSIGN_OR_RETURN(manifest.id, ParsePluginId(text.plugin_id()));
  if (!IsName(text.version())) {
    return Malformed("version", "NAME", "version must be a name such as 1.2.0");
  }
  manifest.version = text.version();
  ASSIGN_OR_RETURN(const uint64_t protocol, InRange("protocol", text.protocol(), 1, 1'000));
  ASSIGN_OR_RETURN(const uint64_t schema, InRange("schema", text.schema(), 1, 1'000'000));
  manifest.protocol = static_cast<uint32_t>(protocol);
  manifest.schema = static_cast<uint32_t>(schema);
  RETURN_IF_ERROR(ReadSubscription(text, manifest));
  RETURN_IF_ERROR(ReadRights(text, manifest));
  RETURN_IF_ERROR(ReadQuota(text, manifest));
  RETURN_IF_ERROR(ReadFallback(text, manifest));
  return manifest;
}

}  // namespace liaison
