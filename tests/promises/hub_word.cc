// hub_word NS DATA alert|public_alert|release < TEXT: appends a record of the hub's own to the data
// folder of a stopped hub, as if the hub had said it, whether it may say so or not. Prints its
// index.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "hub/data_folder.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

absl::StatusOr<EnvelopeHeader> HeaderOf(const DataFolder& folder, const std::string& ns,
                                        const Hash& hash) {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, folder.index->FindBody(hash));
  if (!index.has_value()) return absl::NotFoundError("no such envelope");
  ASSIGN_OR_RETURN(const StoredRecord record, folder.log->Read(*index));
  ASSIGN_OR_RETURN(const Note note, ParseNote(record.body, kMaxHeaderBytes));
  return ParseHeader(ns, note.text);
}

absl::StatusOr<std::vector<IndexRow>> RowsFor(const DataFolder& folder, const std::string& ns,
                                              RecordKind kind, const std::string& text,
                                              const RecordPlace& place) {
  if (kind == RecordKind::kAlert) {
    ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns, text));
    return RowsOf(alert, place);
  }
  ASSIGN_OR_RETURN(const Release release, ParseRelease(ns, text));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, HeaderOf(folder, ns, release.envelope));
  return RowsOf(release, header, place);
}

absl::Status Say(const std::string& ns, const std::string& data, RecordKind kind, bool is_public,
                 const std::string& text) {
  PosixFileSystem files;
  SystemClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<DataFolder> folder,
                   OpenDataFolder({.ns = ns, .data_path = data}, /*create=*/false, files, nullptr));
  const LogHead head = folder->log->head();
  const RecordPlace place{LeafIndex(head.size.value()),
                          std::max(head.time_ms, absl::ToUnixMillis(clock.Now())), Sha256(text)};
  ASSIGN_OR_RETURN(std::vector<IndexRow> rows, RowsFor(*folder, ns, kind, text, place));
  const LogEntry entry{.time_ms = place.time_ms,
                       .records = {{.kind = kind,
                                    .is_public = is_public,
                                    .body_hash = place.hash,
                                    .body = text,
                                    .sealed = ""}},
                       .rows = std::move(rows)};
  if (folder->log->Append(head.size, entry) != AppendOutcome::kStored) {
    return absl::UnavailableError("not stored");
  }
  std::cout << place.index.value() << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  const std::string kind = argv[3];
  const absl::Status said =
      liaison::Say(argv[1], argv[2],
                   kind == "release" ? liaison::RecordKind::kRelease : liaison::RecordKind::kAlert,
                   kind == "public_alert", text);
  if (!said.ok()) std::cerr << said << "\n";
  return said.ok() ? 0 : 1;
}
