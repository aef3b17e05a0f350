#include "plugins/plugkit/stage_log.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/plugin_host/timers.h"
#include "hub/store/keys.h"
#include "plugins/plugkit/script.h"
#include "proto/base/status_macros.h"
#include "proto/rules/time_zones.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

std::string NameOf(const RecordsWanted& wanted, const Hash& hash) {
  const auto name = wanted.names.find(hash);
  return name == wanted.names.end() ? ToHex(hash) : name->second;
}

std::string Printable(const std::string& key) {
  for (const char c : key) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) return EncodeHex(key);
  }
  return key;
}

void AddMailboxes(const std::vector<MailboxId>& mailboxes, plugkit::Record& record) {
  for (const MailboxId& mailbox : mailboxes) record.add_mailboxes(mailbox.ToString());
}

std::string ValueOf(const RecordsWanted& wanted, const AlertParam& param) {
  const auto* number = std::get_if<int64_t>(&param.value);
  if (number == nullptr) return std::get<std::string>(param.value);
  if (param.name != kInstantParam) return absl::StrCat(*number);
  return PrintOffset(absl::FromUnixMillis(*number) - wanted.began);
}

void Describe(const RecordsWanted& wanted, const Alert& alert, plugkit::Record& record) {
  record.set_code(alert.code);
  record.set_plugin(alert.head.by.plugin);
  record.set_precedence(std::string(PrecedenceName(alert.precedence)));
  AddMailboxes(alert.mailboxes, record);
  for (const std::string& device : alert.devices) {
    record.add_devices(device.substr(wanted.ns.size() + 1));
  }
  for (const Hash& ref : alert.refs) record.add_refs(NameOf(wanted, ref));
  // In the log they lie in the order of their bytes, which says nothing.
  std::sort(record.mutable_refs()->begin(), record.mutable_refs()->end());
  for (const AlertParam& param : alert.params) {
    (*record.mutable_params())[param.name] = ValueOf(wanted, param);
  }
}

void Describe(const RecordsWanted& wanted, const Release& release, plugkit::Record& record) {
  record.set_plugin(release.head.by.plugin);
  record.set_envelope(NameOf(wanted, release.envelope));
  record.set_office(release.office);
  record.set_rung(release.rung);
  record.set_loop(release.loop);
  record.set_reason(release.reason);
  AddMailboxes(release.mailboxes, record);
}

// `data` is JSON of the hub's own.
void Describe(const Control& control, const std::optional<std::string>& data,
              plugkit::Record& record) {
  record.set_code(control.kind);
  const absl::StatusOr<Json> json = ParseCanonicalJson(data.value_or(""));
  if (json.ok()) record.set_reason(json->StringOr("fault", json->StringOr("reason", "")));
}

absl::Status DescribeRecord(const DataFolder& folder, const RecordsWanted& wanted, LeafIndex index,
                            RecordKind kind, absl::string_view body, plugkit::Record& record) {
  switch (kind) {
    case RecordKind::kAlert: {
      ASSIGN_OR_RETURN(const Alert alert, ParseAlert(wanted.ns, body));
      Describe(wanted, alert, record);
      break;
    }
    case RecordKind::kRelease: {
      ASSIGN_OR_RETURN(const Release release, ParseRelease(wanted.ns, body));
      Describe(wanted, release, record);
      break;
    }
    case RecordKind::kTimer: {
      ASSIGN_OR_RETURN(const Timer timer, ParseTimer(wanted.ns, body));
      record.set_plugin(timer.plugin);
      record.set_key(Printable(timer.key));
      break;
    }
    case RecordKind::kControl: {
      ASSIGN_OR_RETURN(const Control control, ParseControl(wanted.ns, body));
      ASSIGN_OR_RETURN(const std::optional<std::string> data, folder.log->ReadSealed(index));
      Describe(control, data, record);
      break;
    }
    case RecordKind::kEnvelope:
    case RecordKind::kAct:
    case RecordKind::kNote:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<plugkit::Record>> ReadRecords(const DataFolder& folder,
                                                         const RecordsWanted& wanted) {
  std::vector<plugkit::Record> records;
  RETURN_IF_ERROR(folder.log->ReadRange(
      wanted.first, folder.log->head().size,
      [&](LeafIndex index, const RecordHead& head, absl::string_view body) -> absl::Status {
        const absl::Duration at = absl::FromUnixMillis(head.time_ms) - wanted.began;
        if (head.kind < RecordKind::kRelease || at < absl::ZeroDuration()) return absl::OkStatus();
        plugkit::Record record;
        record.set_at(PrintOffset(at));
        record.set_public_(head.is_public);
        record.set_kind(std::string(RecordKindName(head.kind)));
        RETURN_IF_ERROR(DescribeRecord(folder, wanted, index, head.kind, body, record));
        // The script has brought them itself.
        if (record.code() == kTimeZonesControl) return absl::OkStatus();
        records.push_back(std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

absl::StatusOr<Hash> DigestOfState(const DataFolder& folder, const std::string& plugin) {
  ASSIGN_OR_RETURN(const PluginBook book, PluginBook::Load(*folder.store));
  const std::string prefix = StateKey(LiveTrack(plugin, *book.Find(plugin)), "");
  std::string rows;
  RETURN_IF_ERROR(folder.store->Scan(Family::kPlugin, prefix, PrefixLimit(prefix),
                                     [&](absl::string_view key, absl::string_view value) {
                                       const absl::string_view name = key.substr(prefix.size());
                                       absl::StrAppend(&rows, name.size(), " ", name, value.size(),
                                                       " ", value);
                                       return true;
                                     }));
  return Sha256(rows);
}

}  // namespace liaison
