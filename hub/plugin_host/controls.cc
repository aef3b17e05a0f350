#include "hub/plugin_host/controls.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "hub/plugin_host/timers.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

constexpr size_t kOutputBytesMax = 4096;

absl::Status NotInstalled(absl::string_view plugin) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("there is no plugin ", plugin,
                                ": liaison-hub plugin list shows what is installed"),
                   {.reason = "PLUGIN", .subject = std::string(plugin), .field = ""});
}

absl::Status Refuse(absl::string_view reason, absl::string_view plugin, absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, message,
                   {.reason = std::string(reason), .subject = std::string(plugin), .field = ""});
}

LeafIndex AppendControl(const CommitPlace& place, absl::string_view kind, Json::Object data) {
  return AppendControl(place, kind, PrintCanonicalJson(Json(std::move(data))));
}

void PutPlugin(const CommitPlace& place, const std::string& plugin, const rows::Plugin& row) {
  place.batch.AddChange(PutRow(Family::kPlugin, PluginKey(plugin), row.SerializeAsString()));
}

void PutTrack(const CommitPlace& place, const TrackId& id, const rows::Track& row) {
  place.batch.AddChange(PutRow(Family::kPlugin, TrackKey(id), row.SerializeAsString()));
}

void PutQuarantine(const CommitPlace& place, const std::string& plugin,
                   const rows::Quarantine& row) {
  place.batch.AddChange(
      PutRow(Family::kPlugin, QuarantineKey(plugin, LeafIndex(row.seq()), LeafIndex(row.control())),
             row.SerializeAsString()));
}

// What a process of the track still has to say counts for nothing.
void Fence(const CommitPlace& place, const TrackId& id, rows::Track& track) {
  track.set_incarnation(track.incarnation() + 1);
  PutTrack(place, id, track);
}

uint32_t FreeSlot(const PluginBook& book) {
  uint32_t slot = 0;
  for (const auto& [plugin, entry] : book.plugins()) slot = std::max(slot, entry.row.slot() + 1);
  return slot;
}

TrackId AddTrack(const CommitPlace& place, const std::string& plugin, PluginEntry& entry) {
  entry.row.set_generations(entry.row.generations() + 1);
  const TrackId id{plugin, entry.row.generations()};
  rows::Track& track = entry.tracks[id.generation];
  track.set_effect_chain(std::string(Hash::kSize, '\0'));
  PutTrack(place, id, track);
  return id;
}

std::vector<MailboxId> MailboxesToNotify(const CommitPlace& place, const std::string& notify) {
  std::vector<MailboxId> mailboxes;
  if (!absl::StartsWith(notify, "*/")) {
    mailboxes.push_back(*ParseMailbox(notify));
    return mailboxes;
  }
  for (const OfficeRoot& office : place.batch.directory().charter().offices) {
    mailboxes.push_back(*ParseMailbox(absl::StrCat(office.office, notify.substr(1))));
  }
  std::sort(mailboxes.begin(), mailboxes.end());
  return mailboxes;
}

}  // namespace

LeafIndex AppendControl(const CommitPlace& place, absl::string_view kind, std::string data) {
  Control control;
  control.head.ns = std::string(place.ns);
  control.head.nonce = place.random.Bytes<16>();
  control.kind = std::string(kind);
  return place.batch.AddControl(std::move(control), std::move(data));
}

absl::Status InstallPlugin(const CommitPlace& place, const std::string& text, const Hash& bundle) {
  ASSIGN_OR_RETURN(const PluginManifest manifest, ParseManifest(text));
  const uint32_t free_slot = FreeSlot(place.book);
  const bool known = place.book.Find(manifest.id) != nullptr;
  PluginEntry& entry = place.book.Add(manifest.id);
  if (entry.row.enabled()) {
    return Refuse("ENABLED", manifest.id,
                  absl::StrCat("the plugin ", manifest.id,
                               " is running: suspend it, install, enable it again"));
  }
  if (!known) entry.row.set_slot(free_slot);
  entry.row.set_version(manifest.version);
  entry.row.set_bundle_digest(std::string(bundle.view()));
  entry.row.set_manifest(text);
  entry.manifest = std::make_shared<const PluginManifest>(manifest);
  PutPlugin(place, manifest.id, entry.row);
  for (auto& [generation, track] : entry.tracks) Fence(place, {manifest.id, generation}, track);
  return absl::OkStatus();
}

absl::Status EnablePlugin(const CommitPlace& place, const std::string& plugin) {
  PluginEntry* entry = place.book.Find(plugin);
  if (entry == nullptr) return NotInstalled(plugin);
  if (entry->row.enabled()) {
    return Refuse("ENABLED", plugin, absl::StrCat("the plugin ", plugin, " is enabled already"));
  }
  const LeafIndex control = AppendControl(place, "ENABLED",
                                          {{"plugin", plugin},
                                           {"version", entry->row.version()},
                                           {"bundle", EncodeHex(entry->row.bundle_digest())}});
  entry->row.set_enabled(true);
  if (entry->row.enabled_end() == 0) {
    entry->row.set_enabled_end(control.value() + 1);
    entry->row.set_generation(AddTrack(place, plugin, *entry).generation);
  }
  PutPlugin(place, plugin, entry->row);
  return absl::OkStatus();
}

absl::Status SuspendPlugin(const CommitPlace& place, const std::string& plugin,
                           absl::string_view reason) {
  PluginEntry* entry = place.book.Find(plugin);
  if (entry == nullptr) return NotInstalled(plugin);
  if (!entry->row.enabled()) {
    return Refuse("SUSPENDED", plugin, absl::StrCat("the plugin ", plugin, " is not enabled"));
  }
  AppendControl(place, "SUSPENDED", {{"plugin", plugin}, {"reason", std::string(reason)}});
  entry->row.set_enabled(false);
  const auto live = entry->tracks.find(entry->row.generation());
  if (live != entry->tracks.end()) Fence(place, {plugin, live->first}, live->second);
  PutPlugin(place, plugin, entry->row);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ClaimTrack(const CommitPlace& place, const TrackId& id) {
  rows::Track* track = place.book.FindTrack(id);
  if (track == nullptr) return NotInstalled(id.plugin);
  Fence(place, id, *track);
  return track->incarnation();
}

void CountFault(const CommitPlace& place, const TrackId& id, const FaultCount& count) {
  rows::Track* track = place.book.FindTrack(id);
  if (track == nullptr) return;
  track->set_faults(count.faults);
  track->set_suspect_end(count.suspect_end);
  track->set_attempts(count.attempts);
  track->set_misbehaved(count.misbehaved);
  PutTrack(place, id, *track);
}

absl::Status ArmTrack(const CommitPlace& place, const TrackId& id, int64_t enabled_ms) {
  rows::Track* track = place.book.FindTrack(id);
  if (track == nullptr) return NotInstalled(id.plugin);
  ASSIGN_OR_RETURN(const uint64_t dropped, DropTimers(place, id, *track, enabled_ms));
  track->set_armed(true);
  PutTrack(place, id, *track);
  if (dropped > 0 && place.book.Find(id.plugin)->IsLive(id.generation)) {
    AppendControl(place, "TIMERS_DROPPED",
                  {{"plugin", id.plugin}, {"count", static_cast<int64_t>(dropped)}});
  }
  return absl::OkStatus();
}

absl::Status SetEventAside(const CommitPlace& place, const TrackId& id,
                           const SetAsideEvent& event) {
  PluginEntry* entry = place.book.Find(id.plugin);
  rows::Track* track = place.book.FindTrack(id);
  if (entry == nullptr || track == nullptr) return NotInstalled(id.plugin);
  const bool halt = entry->manifest->halt_on_poison;
  const LeafIndex control = AppendControl(place, "QUARANTINED",
                                          {{"plugin", id.plugin},
                                           {"record", static_cast<int64_t>(event.seq.value())},
                                           {"at", static_cast<int64_t>(event.at.value())},
                                           {"order_key", EncodeHex(event.order_key)},
                                           {"fault", event.fault},
                                           {"halt", halt}});
  rows::Quarantine row;
  row.set_seq(event.seq.value());
  row.set_at(event.at.value());
  row.set_control(control.value());
  row.set_halt(halt);
  row.set_order_key(event.order_key);
  row.set_fault(event.fault);
  row.set_attempts(event.attempts);
  row.set_output(event.output.substr(0, kOutputBytesMax));
  row.set_bundle_digest(entry->row.bundle_digest());
  PutQuarantine(place, id.plugin, row);
  auto more = std::make_shared<std::vector<rows::Quarantine>>(*entry->quarantines);
  more->push_back(std::move(row));
  entry->quarantines = std::move(more);
  track->set_suspect_end(0);
  track->set_attempts(0);
  PutTrack(place, id, *track);
  if (!entry->manifest->alert_on_quarantine) return absl::OkStatus();
  RaiseAlert(place, id.plugin, *entry->manifest, "PLUGIN_QUARANTINE",
             {{"fault", event.fault}, {"record", static_cast<int64_t>(event.seq.value())}});
  return absl::OkStatus();
}

absl::Status EndQuarantine(const CommitPlace& place, const std::string& plugin, LeafIndex seq,
                           bool skip, absl::string_view reason) {
  PluginEntry* entry = place.book.Find(plugin);
  if (entry == nullptr) return NotInstalled(plugin);
  auto changed = std::make_shared<std::vector<rows::Quarantine>>(*entry->quarantines);
  const auto open =
      std::find_if(changed->begin(), changed->end(), [&](const rows::Quarantine& row) {
        return row.seq() == seq.value() && row.released_end() == 0;
      });
  if (open == changed->end()) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat("record ", seq.value(), " is not in quarantine of ", plugin),
                     {.reason = "QUARANTINE", .subject = absl::StrCat(seq.value()), .field = ""});
  }
  const LeafIndex control =
      AppendControl(place, skip ? "QUARANTINE_SKIPPED" : "QUARANTINE_RELEASED",
                    {{"plugin", plugin},
                     {"record", static_cast<int64_t>(seq.value())},
                     {"reason", std::string(reason)}});
  open->set_released_end(control.value() + 1);
  open->set_skipped(skip);
  PutQuarantine(place, plugin, *open);
  entry->quarantines = std::move(changed);
  return absl::OkStatus();
}

void RaiseAlert(const CommitPlace& place, const std::string& plugin, const PluginManifest& manifest,
                absl::string_view code, std::vector<AlertParam> params) {
  Alert alert;
  alert.head.ns = std::string(place.ns);
  alert.head.nonce = place.random.Bytes<16>();
  alert.code = std::string(code);
  alert.precedence = Precedence::kImmediate;
  alert.mailboxes = MailboxesToNotify(place, manifest.notify);
  params.push_back({"plugin", plugin});
  std::sort(params.begin(), params.end(),
            [](const AlertParam& a, const AlertParam& b) { return a.name < b.name; });
  alert.params = std::move(params);
  place.batch.AddAlert(alert, /*is_public=*/false);
}

absl::StatusOr<TrackId> BeginGeneration(const CommitPlace& place, const std::string& plugin) {
  PluginEntry* entry = place.book.Find(plugin);
  if (entry == nullptr) return NotInstalled(plugin);
  if (entry->row.enabled_end() == 0) {
    return Refuse("NEVER_ENABLED", plugin,
                  absl::StrCat("the plugin ", plugin, " was never enabled: there is no state"));
  }
  // What an interrupted replay left behind.
  for (auto track = entry->tracks.begin(); track != entry->tracks.end();) {
    if (entry->IsLive(track->first)) {
      ++track;
      continue;
    }
    for (RowChange& change : DeleteTrack({plugin, track->first})) {
      place.batch.AddChange(std::move(change));
    }
    track = entry->tracks.erase(track);
  }
  const TrackId id = AddTrack(place, plugin, *entry);
  PutPlugin(place, plugin, entry->row);
  return id;
}

void DropGeneration(const CommitPlace& place, const TrackId& id) {
  for (RowChange& change : DeleteTrack(id)) place.batch.AddChange(std::move(change));
  PluginEntry* entry = place.book.Find(id.plugin);
  if (entry != nullptr) entry->tracks.erase(id.generation);
}

absl::Status AdoptGeneration(const CommitPlace& place, const TrackId& id, LeafIndex cursor) {
  PluginEntry* entry = place.book.Find(id.plugin);
  const rows::Track* rebuilt = place.book.FindTrack(id);
  if (entry == nullptr || rebuilt == nullptr) return NotInstalled(id.plugin);
  const TrackId old_id{id.plugin, entry->row.generation()};
  const rows::Track& old = *place.book.FindTrack(old_id);
  if (old.cursor() != cursor.value() || rebuilt->cursor() != cursor.value() ||
      old.unconsumed() != 0 || old.armed() != rebuilt->armed()) {
    return absl::AbortedError("the state went on");
  }
  entry->row.set_generation(id.generation);
  PutPlugin(place, id.plugin, entry->row);
  DropGeneration(place, old_id);
  return absl::OkStatus();
}

}  // namespace liaison
