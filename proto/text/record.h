// Records of the log: the leaf entry, and the hub's own texts. Source: CRYPTO 1.2.
#ifndef LIAISON_PROTO_TEXT_RECORD_H_
#define LIAISON_PROTO_TEXT_RECORD_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

enum class RecordKind : uint8_t {  // stored values, frozen
  kEnvelope = 1,
  kAct = 2,
  kNote = 3,
  kRelease = 4,
  kAlert = 5,
  kTimer = 6,
  kControl = 7,
};
absl::string_view RecordKindName(RecordKind kind);

// The bytes in tlog-tiles entry bundles. A sealed leaf shows a hash, a public one the whole note.
struct LeafEntry {
  int64_t time_ms = 0;
  bool is_public = false;
  Hash body_hash;    // sealed only
  std::string body;  // public only: the complete signed note, or a public alert's text
  friend bool operator==(const LeafEntry&, const LeafEntry&) = default;
};
absl::StatusOr<LeafEntry> ParseLeafEntry(absl::string_view ns, absl::string_view entry);
std::string PrintLeafEntry(absl::string_view ns, const LeafEntry& entry);

// Common to the hub's own records.
struct By {
  std::string plugin;  // empty: the hub itself
  std::string version;
  Hash bundle;
  friend bool operator==(const By&, const By&) = default;
};
struct HubRecordHead {
  std::string ns;
  std::array<uint8_t, 16> nonce{};
  std::optional<LeafIndex> cause;
  By by;
  friend bool operator==(const HubRecordHead&, const HubRecordHead&) = default;
};
struct Release {
  HubRecordHead head;
  Hash envelope;
  std::string office;
  uint32_t rung = 0;
  uint32_t loop = 0;
  std::vector<MailboxId> mailboxes;
  int64_t due_ms = 0;
  std::string reason;
  std::optional<LeafIndex> evidence;
  friend bool operator==(const Release&, const Release&) = default;
};
struct AlertParam {
  std::string name;
  std::variant<int64_t, std::string> value;  // i or t
  friend bool operator==(const AlertParam&, const AlertParam&) = default;
};
struct Alert {
  HubRecordHead head;
  std::string code;
  Precedence precedence = Precedence::kRoutine;
  std::vector<MailboxId> mailboxes;
  std::vector<std::string> devices;
  std::vector<Hash> refs;
  std::vector<AlertParam> params;
  std::optional<PolicyRef> ladder;
  friend bool operator==(const Alert&, const Alert&) = default;
};
struct Timer {
  HubRecordHead head;
  std::string plugin;
  std::string key;  // bytes
  uint64_t generation = 0;
  int64_t due_ms = 0;
  Hash payload;
  friend bool operator==(const Timer&, const Timer&) = default;
};
struct Control {
  HubRecordHead head;
  std::string kind;
  Hash data;
  uint64_t data_size = 0;
  friend bool operator==(const Control&, const Control&) = default;
};

absl::StatusOr<Release> ParseRelease(absl::string_view ns, absl::string_view text);
absl::StatusOr<Alert> ParseAlert(absl::string_view ns, absl::string_view text);
absl::StatusOr<Timer> ParseTimer(absl::string_view ns, absl::string_view text);
absl::StatusOr<Control> ParseControl(absl::string_view ns, absl::string_view text);
std::string PrintRelease(const Release& release);
std::string PrintAlert(const Alert& alert);
std::string PrintTimer(const Timer& timer);
std::string PrintControl(const Control& control);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_RECORD_H_
