// `liaison-hub found`. The founding notes become one group: the mission is founded or it is not.
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "hub/data_folder.h"
#include "hub/directory/view.h"
#include "hub/hub.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

absl::Status AtPosition(size_t position, const absl::Status& status) {
  if (status.ok()) return status;
  ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
  detail.subject = absl::StrCat(position);
  return MakeError(status.code(), absl::StrCat("note ", position, ": ", status.message()),
                   std::move(detail));
}

// The charter must name the keys of this hub, or its checkpoints would prove nothing.
absl::Status CheckOwnKeys(const Charter& charter, const HubKeys& keys) {
  const auto wrong = [](absl::string_view field) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat("the charter names another ", field,
                                  " key than this hub holds: compare it with public.txt"),
                     {.reason = "HUB_KEYS", .subject = "", .field = std::string(field)});
  };
  if (charter.log != keys.log.vkey()) return wrong("log");
  if (charter.hub != keys.hub.vkey()) return wrong("hub");
  if (!absl::c_linear_search(charter.tls, keys.tls)) return wrong("tls");
  return absl::OkStatus();
}

absl::StatusOr<LogEntry> CheckFoundingNotes(const HubOptions& options, const HubKeys& keys,
                                            const std::vector<std::string>& notes,
                                            int64_t time_ms) {
  LogEntry entry{.time_ms = time_ms};
  Directory directory(options.ns, SodiumCrypto());
  for (size_t i = 0; i < notes.size(); ++i) {
    const absl::StatusOr<Note> note = ParseNote(notes[i], kMaxPublicNoteBytes);
    RETURN_IF_ERROR(AtPosition(i, note.status()));
    RETURN_IF_ERROR(AtPosition(i, directory.Apply(LeafIndex(i), time_ms, *note)));
    if (i == 0) RETURN_IF_ERROR(AtPosition(i, CheckOwnKeys(directory.charter(), keys)));
    const Hash hash = Sha256(note->text);
    for (IndexRow& row : RowsOfNote(options.ns, note->text, {LeafIndex(i), time_ms, hash})) {
      entry.rows.push_back(std::move(row));
    }
    entry.records.push_back({.kind = RecordKind::kNote,
                             .is_public = true,
                             .body_hash = hash,
                             .body = notes[i],
                             .sealed = ""});
  }
  return entry;
}

}  // namespace

absl::Status FoundHub(const HubOptions& options, const std::vector<std::string>& notes,
                      Clock& clock, Random&, FileSystem& files, rocksdb::Env* env) {
  if (notes.empty()) {
    return Malformed("charter", "MISSING", "a mission is founded with its charter, then notes");
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<DataFolder> folder,
                   OpenDataFolder(options, /*create=*/true, files, env));
  const LogHead& head = folder->log->head();
  if (head.size.value() != 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the mission is founded; later notes are submitted to the running hub",
                     {.reason = "FOUNDED", .subject = "", .field = ""});
  }
  ASSIGN_OR_RETURN(const LogEntry entry,
                   CheckFoundingNotes(options, *folder->keys, notes, HubTimeMs(head, clock)));
  if (folder->log->Append(head.size, entry) == AppendOutcome::kStored) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable,
                   "the write failed and its outcome is unknown: look at the disk, found again",
                   {.reason = "UNKNOWN_OUTCOME", .subject = "", .field = ""});
}

}  // namespace liaison
