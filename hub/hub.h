// The hub without its network: everything that decides, orders, stores and hands out, with clock,
// randomness and files injected. The gateway (gRPC, TLS, threads) and the simulation drive the same
// class. The stages stand in the order in which a notice passes them:
//
//   Authenticate -> Submit (admission: limits, grammar, certificate, signature, quota; in parallel)
//                -> RunSequencer (order, counters, one synced write per group, checkpoint, answers)
//                -> ReadInbox (what concerns a device's mailboxes, by precedence)
//                -> RunPlugins (code that reacts to records; its effects go back to RunSequencer)
//
// Source: DESIGN sections 3, 5, 6; CRYPTO 1.2, 1.10, 1.11, 1.14.
#ifndef LIAISON_HUB_HUB_H_
#define LIAISON_HUB_HUB_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/blobs/blob_transfer.h"
#include "hub/hub_types.h"
#include "hub/plugin_host/plugin_process.h"
#include "hub/plugin_host/plugin_request.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace liaison {

class Hub {
 public:
  // Opens an initialised, founded data folder and recovers: replays the directory from the log,
  // checks that head, tree and checkpoint agree. `env` may be nullptr (RocksDB's default).
  // All references outlive the hub. Errors: NotFound (not initialised), FailedPrecondition (not
  // founded), DataLoss (log and tree disagree: says at which index), Aborted (data folder in use).
  static absl::StatusOr<std::unique_ptr<Hub>> Open(const HubOptions& options, Clock& clock,
                                                   Random& random, FileSystem& files,
                                                   rocksdb::Env* env);
  virtual ~Hub() = default;

  // Errors: Unauthenticated. Thread: any.
  virtual absl::StatusOr<Principal> Authenticate(const Hash& tls_spki_sha256) const = 0;

  // Admission, then into the sequencer's queue. `done` is called exactly once: from here where it
  // is refused or already logged, else from RunSequencer. Thread: any, in parallel.
  virtual void Submit(const Principal& principal, Submission submission,
                      std::function<void(Outcome)> done) = 0;

  // Commits one group if anything waits, answers its submitters after the sync; returns 0 if
  // nothing waited. Thread: one at a time, the sequencer's.
  virtual size_t RunSequencer() = 0;
  // When RunSequencer has something to do even if nobody submits anything: a timer is due, or what
  // plugins want could not be written for lack of space.
  // Thread: the sequencer's.
  virtual absl::Time NextTimer() = 0;

  // `wakeup` is called when the queue gets its first item, `committed` after each group. Both must
  // be quick and must not call back. Set before the first Submit.
  virtual void SetListeners(std::function<void()> wakeup,
                            std::function<void(TreeSize)> committed) = 0;

  // Before the first call of those below; all outlive the hub. Without it no plugin runs.
  // `process_clock` is for deadlines of processes, which live in real time even where the hub does
  // not.
  virtual void StartPlugins(PluginProcesses& processes, const Clock& process_clock,
                            PluginReport report) = 0;
  // Does what plugins and their processes wait for; returns when to call again at the latest,
  // unless `processes.Wait` returns before. Thread: one at a time, the plugin host's.
  virtual absl::Time RunPlugins() = 0;
  // `answer` is called once, from RunPlugins or StopPlugins. Thread: any.
  virtual void AskPlugins(PluginRequest request, PluginAnswer answer) = 0;
  // Ends their processes and answers whoever waits. Thread: the plugin host's.
  virtual void StopPlugins() = 0;

  // The next records at `cursors` for this device (re-authenticates: Unauthenticated once revoked),
  // highest precedence first; advances `cursors`. An empty batch means: nothing more now.
  // Thread: any.
  virtual absl::StatusOr<InboxBatch> ReadInbox(const Principal& principal,
                                               InboxCursors& cursors) const = 0;

  // Sealed attachments (CRYPTO 1.7). All of them re-authenticate: Unauthenticated once revoked.
  // How much of it is here. Thread: any.
  virtual absl::StatusOr<BlobProgress> GetBlobProgress(const Principal& principal,
                                                       const Hash& sha256) const = 0;
  // Begins an upload, or goes on with it; the answer must not outlive the hub. Errors: as
  // BlobStore::Begin. Thread: one at a time, the blobs', also of what it returns.
  virtual absl::StatusOr<std::unique_ptr<BlobUpload>> PutBlob(const Principal& principal,
                                                              const BlobStart& start) = 0;
  // Errors: NotFound NO_BLOB (not here, or `object` does not name it), PermissionDenied
  // BLOB_NOT_YOURS, InvalidArgument BLOB_RANGE. Thread: any, in parallel.
  virtual absl::StatusOr<std::unique_ptr<BlobDownload>> GetBlob(const Principal& principal,
                                                                const BlobRange& range) const = 0;
  // Drops what no record names and is a day old. Thread: the blobs'.
  virtual void DropStaleBlobs() = 0;

  // "checkpoint", "tile/..., "tile/entries/..." (C2SP tlog-tiles). Errors: InvalidArgument PATH,
  // NotFound. Thread: any.
  virtual absl::StatusOr<std::string> GetResource(absl::string_view path) const = 0;
  virtual HubStatus GetStatus() const = 0;
  virtual std::string MakeBeacon() const = 0;  // signed NS/beacon/v1 of the current head
};

// `liaison-hub init`: makes log, hub and TLS keys; writes `public.txt` (log vkey, hub vkey, TLS
// pin), which goes to the founding meeting. Overwrites nothing. Errors: AlreadyExists INITIALISED
// (a key file or a log is there), Aborted IN_USE.
absl::Status InitHub(const HubOptions& options, absl::string_view dns_name, Clock& clock,
                     Random& random, FileSystem& files);
// `liaison-hub found`: logs the charter as leaf 0, then the notes in order, each checked.
// Errors: as Directory::Check, with the file's position; FailedPrecondition if founded.
absl::Status FoundHub(const HubOptions& options, const std::vector<std::string>& notes,
                      Clock& clock, Random& random, FileSystem& files, rocksdb::Env* env);
// `liaison-hub export-log DIR`: the same tree as files; any static web server or stick is the log.
absl::Status ExportLog(const Hub& hub, absl::string_view directory, FileSystem& files);
// `liaison-hub check`: re-reads everything: leaf entries against tiles, tree against the
// checkpoint, times, directory replay, index rows against log records. Errors: DataLoss with the
// first index.
absl::Status CheckHub(const HubOptions& options, Clock& clock, Random& random, FileSystem& files,
                      rocksdb::Env* env);

}  // namespace liaison

#endif  // LIAISON_HUB_HUB_H_
