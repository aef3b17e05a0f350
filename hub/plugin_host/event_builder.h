// From a stored record to the event that a plugin sees: parsed once here, so that no plugin parses
// text. Source: plugin.proto.
#ifndef LIAISON_HUB_PLUGIN_HOST_EVENT_BUILDER_H_
#define LIAISON_HUB_PLUGIN_HOST_EVENT_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "hub/directory/view.h"
#include "hub/log/log.h"
#include "hub/plugin_host/undeliverable.h"
#include "hub/store/index.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"
#include "proto/text/office_act.h"
#include "proto/text/record.h"

namespace liaison {

// An event, and what the host must know of it.
struct BuiltEvent {
  plugin::v1::Event event;
  std::string hash{};            // of the record's text; for key templates
  std::string target{};          // of a receipt or incident act
  std::string control_plugin{};  // CONTROL only: about the hosting of this plugin
};

// Thread: any, each its own.
class EventBuilder {
 public:
  // All outlive it.
  EventBuilder(absl::string_view ns, const Log& log, const Index& index, const PublishedView& view)
      : ns_(ns), log_(log), index_(index), view_(view) {}

  // Of a record that the published view covers; the same at any later view. Not for TIMER, whose
  // payload is the track's. Errors: DataLoss (the log holds what it cannot hold), Unavailable.
  absl::StatusOr<BuiltEvent> Build(LeafIndex seq, const RecordHead& head,
                                   absl::string_view body) const;

  // Name of the incident: the first header of the `follows` chain of one office; of an alert about
  // one thing, that thing's.
  absl::StatusOr<std::string> IncidentOf(const Hash& named) const;

  // The log has this envelope: IncidentOf need not read it.
  void Remember(const Hash& hash, const EnvelopeHeader& header) const;

 private:
  absl::Status AddEnvelope(RecordTime at, absl::string_view body, BuiltEvent& built) const;
  absl::Status AddAct(absl::string_view body, BuiltEvent& built) const;
  absl::Status AddOfficeAct(const OfficeAct& act, BuiltEvent& built) const;
  absl::Status AddNote(RecordTime at, absl::string_view body, BuiltEvent& built) const;
  absl::Status AddRelease(absl::string_view body, BuiltEvent& built) const;
  absl::Status AddAlert(absl::string_view body, BuiltEvent& built) const;
  absl::Status AddControl(LeafIndex seq, absl::string_view body, BuiltEvent& built) const;
  // What the record belongs to, if to anything.
  absl::StatusOr<std::optional<Hash>> RecordBefore(const StoredRecord& record) const;
  // The header of the same office that this one belongs to. What it says of others' it says alone:
  // or a record that cannot be processed would hold up incidents of whom its sender likes.
  absl::StatusOr<std::optional<Hash>> HeaderBefore(const EnvelopeHeader& header) const;
  // How many records of plugins lie between what a person did and a release or alert with this
  // head, itself counted.
  absl::StatusOr<uint32_t> HopsOf(const HubRecordHead& head) const;

  const std::string ns_;
  const Log& log_;
  const Index& index_;
  const PublishedView& view_;
  // Envelopes that begin a chain. A record never changes, so what is here stays true.
  mutable absl::flat_hash_set<Hash> firsts_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_EVENT_BUILDER_H_
