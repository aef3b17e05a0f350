#include "hub/plugin_host/plugin_book.h"

#include <algorithm>
#include <utility>

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Calls `row` with the key behind the row type, and the parsed value.
template <typename Message, typename Function>
absl::Status ScanRows(const Store& store, absl::string_view type, absl::string_view what,
                      Function row) {
  absl::Status status;
  RETURN_IF_ERROR(store.Scan(Family::kPlugin, type, PrefixLimit(std::string(type)),
                             [&](absl::string_view key, absl::string_view value) {
                               absl::StatusOr<Message> message = ParseRow<Message>(value, what);
                               status = message.ok() ? row(key.substr(1), *std::move(message))
                                                     : message.status();
                               return status.ok();
                             }));
  return status;
}

}  // namespace

bool QuarantineView::IsSetAside(LeafIndex seq, LeafIndex at) const {
  return std::any_of(decisions_.begin(), decisions_.end(), [&](const rows::Quarantine& decision) {
    return !decision.halt() && decision.seq() == seq.value() && decision.at() == at.value();
  });
}

bool QuarantineView::IsParked(absl::string_view order_key, LeafIndex at) const {
  if (order_key.empty()) return false;
  for (const rows::Quarantine& decision : decisions_) {
    if (decision.halt() || decision.order_key() != order_key) continue;
    const bool begun = decision.at() < at.value();
    const bool ended = decision.released_end() != 0 && decision.released_end() - 1 <= at.value();
    if (begun && !ended) return true;
  }
  return false;
}

const rows::Quarantine* QuarantineView::EndedBy(LeafIndex index) const {
  for (const rows::Quarantine& decision : decisions_) {
    if (!decision.halt() && decision.released_end() == index.value() + 1) return &decision;
  }
  return nullptr;
}

bool QuarantineView::IsHaltedAt(LeafIndex seq) const {
  return std::any_of(decisions_.begin(), decisions_.end(), [&](const rows::Quarantine& decision) {
    return decision.halt() && decision.seq() == seq.value() && decision.released_end() == 0;
  });
}

bool QuarantineView::IsSkippedAt(LeafIndex seq) const {
  return std::any_of(decisions_.begin(), decisions_.end(), [&](const rows::Quarantine& decision) {
    return decision.halt() && decision.seq() == seq.value() && decision.skipped();
  });
}

absl::StatusOr<PluginBook> PluginBook::Load(const Store& store) {
  PluginBook book;
  RETURN_IF_ERROR(book.LoadPlugins(store));
  RETURN_IF_ERROR(book.LoadTracks(store));
  RETURN_IF_ERROR(book.LoadQuarantines(store));
  return book;
}

absl::Status PluginBook::LoadPlugins(const Store& store) {
  return ScanRows<rows::Plugin>(
      store, "r", "plugin", [&](absl::string_view key, rows::Plugin row) -> absl::Status {
        PluginEntry& entry = Add(key);
        const absl::StatusOr<PluginManifest> manifest = ParseManifest(row.manifest());
        if (!manifest.ok()) return DamagedPluginRow("plugin");
        entry.manifest = std::make_shared<const PluginManifest>(*manifest);
        entry.row = std::move(row);
        return absl::OkStatus();
      });
}

absl::Status PluginBook::LoadTracks(const Store& store) {
  return ScanRows<rows::Track>(
      store, "c", "track", [&](absl::string_view key, rows::Track row) -> absl::Status {
        if (key.size() < kNumber + 2) return DamagedPluginRow("track");
        PluginEntry* entry = Find(key.substr(0, key.size() - kNumber - 1));
        if (entry == nullptr) return DamagedPluginRow("track");
        ASSIGN_OR_RETURN(const uint64_t generation, ParseNumber(key.substr(key.size() - kNumber)));
        entry->tracks[generation] = std::move(row);
        return absl::OkStatus();
      });
}

absl::Status PluginBook::LoadQuarantines(const Store& store) {
  return ScanRows<rows::Quarantine>(
      store, "q", "quarantine", [&](absl::string_view key, rows::Quarantine row) -> absl::Status {
        PluginEntry* entry = Find(key.substr(0, key.find('\0')));
        if (entry == nullptr) return DamagedPluginRow("quarantine");
        auto more = std::make_shared<std::vector<rows::Quarantine>>(*entry->quarantines);
        more->push_back(std::move(row));
        entry->quarantines = std::move(more);
        return absl::OkStatus();
      });
}

PluginEntry* PluginBook::Find(absl::string_view plugin) {
  const auto found = plugins_.find(std::string(plugin));
  return found == plugins_.end() ? nullptr : &found->second;
}

const PluginEntry* PluginBook::Find(absl::string_view plugin) const {
  const auto found = plugins_.find(std::string(plugin));
  return found == plugins_.end() ? nullptr : &found->second;
}

rows::Track* PluginBook::FindTrack(const TrackId& track) {
  PluginEntry* entry = Find(track.plugin);
  if (entry == nullptr) return nullptr;
  const auto found = entry->tracks.find(track.generation);
  return found == entry->tracks.end() ? nullptr : &found->second;
}

}  // namespace liaison
