#include "hub/hub.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/admission/admission.h"
#include "hub/blobs/blob_store.h"
#include "hub/data_folder.h"
#include "hub/directory/device.h"
#include "hub/directory/view.h"
#include "hub/log/log_resource.h"
#include "hub/mailbox/blob_readers.h"
#include "hub/mailbox/inbox.h"
#include "hub/mailbox/inbox_tails.h"
#include "hub/mailbox/record_rows.h"
#include "hub/plugin_host/plugin_host.h"
#include "hub/sequencer/refusal.h"
#include "hub/sequencer/reserve.h"
#include "hub/sequencer/sequencer.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/hub_note.h"

namespace liaison {
namespace {

constexpr absl::Duration kLookForSpace = absl::Seconds(1);

struct HubWorld {
  const Clock& clock;
  Random& random;
  FileSystem& files;
};

// After a TIMER, or what followed from one at the same time, inputs are stamped later.
int64_t FirstInputMs(const Log& log) {
  const absl::StatusOr<StoredRecord> last = log.Read(LeafIndex(log.head().size.value() - 1));
  const bool own = !last.ok() || last->head.kind >= RecordKind::kRelease;
  return own ? log.head().time_ms + 1 : log.head().time_ms;
}

// An attachment stops where the log has as much again as it keeps for its emergencies.
BlobLimits BlobLimitsOf(const HubOptions& options) {
  return {.blob_bytes_max = options.blob_bytes_max,
          .total_bytes_max = options.blobs_bytes_max,
          .device_bytes_per_day = options.blob_bytes_per_day_max,
          .device_parts_max = options.blob_parts_max,
          .keep_free_bytes = 2 * options.reserve_bytes};
}

// The stages, wired in flow order.
class OpenedHub final : public Hub {
 public:
  OpenedHub(const HubOptions& options, std::unique_ptr<DataFolder> folder, Directory directory,
            std::map<std::string, int64_t> heard_ms, PluginBook book,
            std::unique_ptr<BlobStore> blobs, const HubWorld& world)
      : options_(options),
        clock_(world.clock),
        random_(world.random),
        folder_(std::move(folder)),
        refusals_(options.ns, folder_->keys->hub),
        reserve_(world.files, options.data_path, options.reserve_bytes),
        tails_(folder_->log->head().size),
        view_(std::make_shared<HubView>(
            HubView{.head = folder_->log->head(),
                    .directory = std::make_shared<const Directory>(directory),
                    .heard_ms = std::move(heard_ms)})),
        inbox_(*folder_->store, *folder_->log, *folder_->index, tails_),
        blob_readers_(options.ns, *folder_->store, *folder_->log, *folder_->index),
        blobs_(std::move(blobs)),
        sequencer_(options,
                   {.log = *folder_->log,
                    .index = *folder_->index,
                    .tails = tails_,
                    .view = view_,
                    .refusals = refusals_,
                    .reserve = reserve_,
                    .clock = world.clock},
                   std::move(directory)),
        admission_(options, {.log = *folder_->log,
                             .index = *folder_->index,
                             .view = view_,
                             .refusals = refusals_,
                             .clock = world.clock,
                             .sequencer = sequencer_,
                             .blobs = *blobs_}),
        feed_(options.ns, *folder_->log, *folder_->index, *folder_->store, view_),
        bundles_(world.files, options.data_path),
        writer_(options.ns, *folder_->store, world.random, std::move(book)) {
    writer_.SetInputsFrom(FirstInputMs(*folder_->log));
    sequencer_.SetGuest(writer_);
  }

  absl::StatusOr<Principal> Authenticate(const Hash& tls_spki_sha256) const override;
  void Submit(const Principal& principal, Submission submission,
              std::function<void(Outcome)> done) override {
    admission_.Submit(principal, std::move(submission), std::move(done));
  }
  size_t RunSequencer() override { return sequencer_.Run(); }
  void SetListeners(std::function<void()> wakeup,
                    std::function<void(TreeSize)> committed) override {
    writer_.SetWakeup(wakeup);
    sequencer_.SetListeners(std::move(wakeup),
                            [this, committed = std::move(committed)](TreeSize size) {
                              committed(size);
                              if (plugins_ != nullptr) plugins_->processes().Wake();
                            });
  }
  absl::Time NextTimer() override;
  void StartPlugins(PluginProcesses& processes, const Clock& process_clock,
                    PluginReport report) override;
  void StopPlugins() override {
    if (plugins_ != nullptr) plugins_->Stop();
  }
  absl::Time RunPlugins() override {
    return plugins_ == nullptr ? absl::InfiniteFuture() : plugins_->Step();
  }
  void AskPlugins(PluginRequest request, PluginAnswer answer) override;
  absl::StatusOr<InboxBatch> ReadInbox(const Principal& principal,
                                       InboxCursors& cursors) const override;
  absl::StatusOr<BlobProgress> GetBlobProgress(const Principal& principal,
                                               const Hash& sha256) const override;
  absl::StatusOr<std::unique_ptr<BlobUpload>> PutBlob(const Principal& principal,
                                                      const BlobStart& start) override;
  absl::StatusOr<std::unique_ptr<BlobDownload>> GetBlob(const Principal& principal,
                                                        const BlobRange& range) const override;
  void DropStaleBlobs() override;
  absl::StatusOr<std::string> GetResource(absl::string_view path) const override;
  HubStatus GetStatus() const override;
  std::string MakeBeacon() const override;

 private:
  // What this device may read, as of `view`. Errors: as ConnectedDevice.
  absl::StatusOr<InboxReader> ReaderOf(const HubView& view, const Principal& principal) const;

  const HubOptions options_;
  const Clock& clock_;
  Random& random_;
  const std::unique_ptr<DataFolder> folder_;
  const RefusalSigner refusals_;
  const Reserve reserve_;
  InboxTails tails_;
  PublishedView view_;
  const Inbox inbox_;
  const BlobReaders blob_readers_;
  const std::unique_ptr<BlobStore> blobs_;  // what waits in the sequencer holds some of them
  Sequencer sequencer_;
  Admission admission_;
  const Feed feed_;
  BundleFolder bundles_;
  PluginWriter writer_;
  std::unique_ptr<PluginHost> plugins_;
};

absl::StatusOr<Principal> OpenedHub::Authenticate(const Hash& tls_spki_sha256) const {
  const std::shared_ptr<const HubView> view = view_.Get();
  ASSIGN_OR_RETURN(const CertFact* fact, SignerOfTls(*view, tls_spki_sha256, clock_));
  return Principal{.device = fact->certificate.subject,
                   .office = fact->certificate.office,
                   .mailboxes = MailboxesOf(fact->certificate)};
}

absl::StatusOr<InboxReader> OpenedHub::ReaderOf(const HubView& view,
                                                const Principal& principal) const {
  ASSIGN_OR_RETURN(const CertFact* fact, ConnectedDevice(view, principal.device, clock_));
  // A device without a prekey can open nothing yet: its inbox begins behind the head.
  InboxReader reader{.inboxes = {kEverybodysInbox, SentInbox(fact->certificate.office)},
                     .begin = InboxBegin(*view.directory, principal.device)
                                  .value_or(LeafIndex(view.head.size.value()))};
  for (const MailboxId& mailbox : MailboxesOf(fact->certificate)) {
    reader.inboxes.push_back(mailbox.ToString());
  }
  return reader;
}

absl::StatusOr<InboxBatch> OpenedHub::ReadInbox(const Principal& principal,
                                                InboxCursors& cursors) const {
  const std::shared_ptr<const HubView> view = view_.Get();
  ASSIGN_OR_RETURN(const InboxReader reader, ReaderOf(*view, principal));
  return inbox_.Read(reader, view->head, cursors);
}

absl::StatusOr<BlobProgress> OpenedHub::GetBlobProgress(const Principal& principal,
                                                        const Hash& sha256) const {
  RETURN_IF_ERROR(ConnectedDevice(*view_.Get(), principal.device, clock_).status());
  return blobs_->Progress(sha256);
}

absl::StatusOr<std::unique_ptr<BlobUpload>> OpenedHub::PutBlob(const Principal& principal,
                                                               const BlobStart& start) {
  RETURN_IF_ERROR(ConnectedDevice(*view_.Get(), principal.device, clock_).status());
  return blobs_->Begin(principal.device, start);
}

absl::StatusOr<std::unique_ptr<BlobDownload>> OpenedHub::GetBlob(const Principal& principal,
                                                                 const BlobRange& range) const {
  const std::shared_ptr<const HubView> view = view_.Get();
  ASSIGN_OR_RETURN(const InboxReader reader, ReaderOf(*view, principal));
  RETURN_IF_ERROR(blob_readers_.Check(reader, view->head.size, range.sha256, range.object));
  return blobs_->Read(range);
}

void OpenedHub::DropStaleBlobs() {
  // A record whose write failed may be there after all, and name a blob.
  if (sequencer_.state() == HubState::kReadOnly) return;
  blobs_->DropStale([this](const Hash& sha256) { return folder_->index->NamesBlob(sha256); });
}

absl::StatusOr<std::string> OpenedHub::GetResource(absl::string_view path) const {
  return ReadLogResource(options_.ns, *folder_->log, view_.Get()->head, path);
}

absl::Time OpenedHub::NextTimer() {
  // Nobody wakes the sequencer when the disk has room again.
  if (sequencer_.held_guest_back()) return clock_.Now() + kLookForSpace;
  if (sequencer_.state() == HubState::kReadOnly) return absl::InfiniteFuture();
  const std::optional<int64_t> due_ms = writer_.NextDueMs();
  return due_ms.has_value() ? absl::FromUnixMillis(*due_ms) : absl::InfiniteFuture();
}

void OpenedHub::StartPlugins(PluginProcesses& processes, const Clock& process_clock,
                             PluginReport report) {
  plugins_ = std::make_unique<PluginHost>(options_.ns,
                                          HostParts{.log = *folder_->log,
                                                    .store = *folder_->store,
                                                    .view = view_,
                                                    .feed = feed_,
                                                    .bundles = bundles_,
                                                    .writer = writer_,
                                                    .processes = processes,
                                                    .clock = process_clock,
                                                    .hub_clock = clock_,
                                                    .random = random_,
                                                    .report = std::move(report)},
                                          bundles_);
}

void OpenedHub::AskPlugins(PluginRequest request, PluginAnswer answer) {
  if (plugins_ != nullptr) return plugins_->Ask(std::move(request), std::move(answer));
  answer(MakeError(absl::StatusCode::kFailedPrecondition, "this hub was started without plugins",
                   {.reason = "NO_PLUGINS", .subject = "", .field = ""}));
}

HubStatus OpenedHub::GetStatus() const {
  const std::shared_ptr<const HubView> view = view_.Get();
  HubStatus status{.size = view->head.size,
                   .time_ms = HubTimeMs(view->head, clock_),
                   .checkpoint = view->head.checkpoint,
                   .state = std::string(HubStateName(sequencer_.state()))};
  for (const OfficeRoot& office : view->directory->charter().offices) {
    const auto heard = view->heard_ms.find(office.office);
    status.offices_heard_ms.emplace_back(office.office,
                                         heard == view->heard_ms.end() ? 0 : heard->second);
  }
  const BlobTotals blobs = blobs_->Totals();
  status.blob_bytes = blobs.complete_bytes;
  status.partial_blob_bytes = blobs.partial_bytes;
  return status;
}

std::string OpenedHub::MakeBeacon() const {
  const std::shared_ptr<const HubView> view = view_.Get();
  return folder_->keys->hub.SignNote(PrintBeacon({.ns = options_.ns,
                                                  .hub = absl::StrCat(options_.ns, "/log"),
                                                  .size = view->head.size,
                                                  .root = view->head.root,
                                                  .time_ms = HubTimeMs(view->head, clock_)}));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Hub>> Hub::Open(const HubOptions& options, Clock& clock,
                                               Random& random, FileSystem& files,
                                               rocksdb::Env* env) {
  ASSIGN_OR_RETURN(std::unique_ptr<DataFolder> folder,
                   OpenDataFolder(options, /*create=*/false, files, env));
  ASSIGN_OR_RETURN(Directory directory, ReplayDirectory(options.ns, *folder->log));
  auto heard_ms = folder->index->OfficesHeard();
  RETURN_IF_ERROR(heard_ms.status());
  ASSIGN_OR_RETURN(PluginBook book, PluginBook::Load(*folder->store));
  ASSIGN_OR_RETURN(std::unique_ptr<BlobStore> blobs,
                   BlobStore::Open(options.data_path, BlobLimitsOf(options), files, clock));
  return std::unique_ptr<Hub>(new OpenedHub(options, std::move(folder), std::move(directory),
                                            *std::move(heard_ms), std::move(book), std::move(blobs),
                                            {clock, random, files}));
}

}  // namespace liaison
