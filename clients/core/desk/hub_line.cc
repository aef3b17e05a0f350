#include "clients/core/desk/hub_line.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/hub_note.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"

namespace liaison {

namespace {

// A restarted hub must see its streams again within 3 s.
constexpr absl::Duration kReconnectAfter = absl::Seconds(1);

// Whether waiting heals it: the hub is away, slow or full.
bool IsLineDown(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

HubLine::HubLine(const DeskWorld& world, HubConnector connector)
    : world_(world), connector_(std::move(connector)) {}

absl::StatusOr<std::unique_ptr<HubLine>> HubLine::Open(const HomePaths& paths, HomeConfig config,
                                                       JoinedMission mission, Secret tls_seed,
                                                       const DeskWorld& world,
                                                       HubConnector connector) {
  std::unique_ptr<HubLine> line(new HubLine(world, std::move(connector)));
  line->config_ = std::move(config);
  line->mission_ = std::move(mission);
  line->tls_seed_ = std::move(tls_seed);
  ASSIGN_OR_RETURN(line->mirror_, Mirror::Open(paths.mirror, line->config_.ns, line->mission_.pin,
                                               world.crypto, world.files));
  return line;
}

ReaderIdentity HubLine::reader() const {
  ReaderIdentity reader{.device = config_.device};
  const absl::StatusOr<DeviceName> name = ParseDeviceName(config_.device);
  if (name.ok()) reader.office = name->office;
  const Directory& directory = mirror_->directory();
  // The certificate in force now: a renewal that has not begun changes nothing yet.
  const absl::StatusOr<const CertFact*> fact = directory.SignerAt(
      config_.device, LeafIndex(mirror_->size().value()), directory.TimeAt(mirror_->size()));
  if (!fact.ok()) return reader;
  for (const Role role : (*fact)->certificate.mailboxes) {
    reader.mailboxes.push_back({.office = reader.office, .role = role});
  }
  return reader;
}

absl::StatusOr<HubConnection*> HubLine::hub() {
  if (hub_ == nullptr) {
    if (config_.hub.empty()) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       "this desk does not know where its hub is; `liaison mission join --hub`",
                       {.reason = "NO_HUB_ADDRESS", .subject = "config.toml", .field = "hub"});
    }
    const Charter& charter = mirror_->empty() ? mission_.charter : mirror_->directory().charter();
    ASSIGN_OR_RETURN(
        hub_, connector_(
                  {.address = config_.hub, .tls_seed = tls_seed_, .hub_spki_sha256 = charter.tls}));
  }
  return hub_.get();
}

absl::Status HubLine::CheckBatch(const IncomingBatch& batch) {
  if (!batch.checkpoint.empty()) RETURN_IF_ERROR(mirror_->CheckHead(batch.checkpoint));
  RETURN_IF_ERROR(CheckBeacon(batch.beacon));
  // "Complete up to here" is believed only as far as the own copy of the log reaches: a cursor
  // never goes back, so a false one would hide everything below it for ever.
  uint64_t reach = 0;
  for (const TreeSize through : batch.through) reach = std::max(reach, through.value());
  for (const IncomingRecord& record : batch.records) {
    reach = std::max(reach, SizeThrough(record.index).value());
  }
  if (reach > mirror_->size().value()) {
    ASSIGN_OR_RETURN(HubConnection * line, hub());
    RETURN_IF_ERROR(mirror_->Update(*line));
  }
  if (reach > mirror_->size().value()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     "the hub speaks of log positions that its own log does not have",
                     {.reason = "THROUGH", .subject = absl::StrCat(reach), .field = "through"});
  }
  return absl::OkStatus();
}

absl::Status HubLine::KeepWatching(absl::Notification& stop,
                                   const std::function<void(const absl::Status&)>& on_line,
                                   absl::FunctionRef<absl::Status()> once) {
  for (;;) {
    const absl::Status ended = once();
    if (stop.HasBeenNotified()) return absl::OkStatus();
    if (!ended.ok() && !IsLineDown(ended)) return ended;
    if (on_line) {
      on_line(ended.ok() ? absl::UnavailableError("the hub ended the stream") : ended);
    }
    if (world_.clock.WaitFor(stop, kReconnectAfter)) return absl::OkStatus();
  }
}

// The hub's statement of its head and time, 30 s old at the most where all is well.
absl::Status HubLine::CheckBeacon(absl::string_view bytes) {
  if (bytes.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  RETURN_IF_ERROR(Verify(note, {mirror_->directory().charter().hub}, world_.crypto).status());
  ASSIGN_OR_RETURN(const Beacon beacon, ParseBeacon(config_.ns, note.text));
  if (beacon.size > mirror_->size()) {
    ASSIGN_OR_RETURN(HubConnection * line, hub());
    RETURN_IF_ERROR(mirror_->Update(*line));
  }
  const absl::StatusOr<Hash> root = mirror_->RootAt(beacon.size);
  if (root.ok() && *root == beacon.root) {
    beacon_ms_ = beacon.time_ms;
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss,
                   "the hub's signed beacon names a head that its log never had; keep it",
                   {.reason = "FORK", .subject = ToHex(beacon.root).substr(0, 16), .field = ""});
}

}  // namespace liaison
