#include "hub/plugin_host/check_plugins.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/plugin_host/plugin_rows.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

absl::Status Differs(absl::string_view subject, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat(subject, ": ", what, ". Stop, keep the folder, restore a backup"),
                   {.reason = "CHECK", .subject = std::string(subject), .field = ""});
}

// One track's rows, counted.
class TrackCheck {
 public:
  TrackCheck(const Store& store, const TrackId& id, const rows::Track& track)
      : store_(store), id_(id), track_(track) {}

  absl::Status Run(TreeSize size) {
    if (track_.cursor() > size.value()) return Wrong("its cursor lies behind the log's end");
    RETURN_IF_ERROR(CountState());
    RETURN_IF_ERROR(CountTimers());
    return CountDue();
  }

 private:
  absl::Status Wrong(absl::string_view what) const {
    return Differs(absl::StrCat("plugin ", id_.plugin, ", generation ", id_.generation), what);
  }

  absl::Status CountState() const {
    uint64_t bytes = 0;
    const std::string prefix = StateKey(id_, "");
    RETURN_IF_ERROR(store_.Scan(Family::kPlugin, prefix, PrefixLimit(prefix),
                                [&](absl::string_view key, absl::string_view value) {
                                  bytes += key.size() - prefix.size() + value.size();
                                  return true;
                                }));
    return bytes == track_.state_bytes() ? absl::OkStatus()
                                         : Wrong("its state is not as large as was written down");
  }

  absl::Status CountTimers() const {
    uint64_t timers = 0;
    const std::string prefix = TimerKey(id_, "");
    RETURN_IF_ERROR(store_.Scan(Family::kPlugin, prefix, PrefixLimit(prefix),
                                [&](absl::string_view, absl::string_view) {
                                  ++timers;
                                  return true;
                                }));
    return timers == track_.timers() ? absl::OkStatus()
                                     : Wrong("it has more or fewer timers than were written down");
  }

  // Every row that is to fire belongs to a timer as it is set now, and is not passed over.
  absl::Status CountDue() const {
    absl::Status status;
    const std::string prefix = DueKey(id_, 0, 0, "").substr(0, TrackPrefixBytes(id_) - 1);
    RETURN_IF_ERROR(store_.Scan(Family::kTimer, prefix, PrefixLimit(prefix),
                                [&](absl::string_view key, absl::string_view value) {
                                  status = CheckDue(key, value);
                                  return status.ok();
                                }));
    return status;
  }

  absl::Status CheckDue(absl::string_view key, absl::string_view value) const {
    ASSIGN_OR_RETURN(const DueRow due, ParseDueRow(id_, key, value));
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     store_.Get(Family::kPlugin, TimerKey(id_, due.key)));
    if (!row.has_value()) return Wrong("a row is due that no timer has");
    ASSIGN_OR_RETURN(const rows::Timer timer, ParseRow<rows::Timer>(*row, "timer"));
    if (timer.generation() != due.generation || timer.due_ms() != due.due_ms) {
      return Wrong("a row is due otherwise than its timer says");
    }
    if (key < track_.fire_from()) return Wrong("a timer was passed over and would never fire");
    return absl::OkStatus();
  }

  const Store& store_;
  const TrackId& id_;
  const rows::Track& track_;
};

}  // namespace

absl::Status EffectCheck::Add(LeafIndex index, const Release& release) {
  Release same = release;
  same.head.nonce = {};
  return Add(index, release.head, PrintRelease(same));
}

absl::Status EffectCheck::Add(LeafIndex index, const Alert& alert) {
  Alert same = alert;
  same.head.nonce = {};
  return Add(index, alert.head, PrintAlert(same));
}

absl::Status EffectCheck::Add(LeafIndex index, const HubRecordHead& head, const std::string& text) {
  const std::string subject = absl::StrCat("index ", index.value());
  if (head.by.plugin.empty()) return absl::OkStatus();
  if (!head.cause.has_value() || *head.cause >= index) {
    return Differs(subject, "a plugin's record names no cause before it");
  }
  if (said_.emplace(Sha256(text).view()).second) return absl::OkStatus();
  return Differs(subject, "a plugin's effect is in the log twice");
}

absl::Status CheckPluginRows(const Store& store, TreeSize size) {
  ASSIGN_OR_RETURN(const PluginBook book, PluginBook::Load(store));
  for (const auto& [plugin, entry] : book.plugins()) {
    if (entry.row.generation() != 0 && !entry.tracks.contains(entry.row.generation())) {
      return Differs(absl::StrCat("plugin ", plugin), "the state that counts is missing");
    }
    for (const auto& [generation, track] : entry.tracks) {
      RETURN_IF_ERROR(TrackCheck(store, {plugin, generation}, track).Run(size));
    }
  }
  return absl::OkStatus();
}

}  // namespace liaison
