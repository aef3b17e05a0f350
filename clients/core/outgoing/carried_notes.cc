#include "clients/core/outgoing/carried_notes.h"

#include <utility>

#include "proto/base/status_macros.h"
#include "proto/text/directory_note.h"
#include "proto/text/note.h"

namespace liaison {

absl::StatusOr<std::unique_ptr<CarriedNotes>> CarriedNotes::Open(absl::string_view ns,
                                                                 Database& database) {
  RETURN_IF_ERROR(
      database.Run("CREATE TABLE IF NOT EXISTS carried_note ("
                   " id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE,"
                   " note TEXT NOT NULL, since_ms INTEGER NOT NULL, refusal TEXT NOT NULL)"));
  return std::unique_ptr<CarriedNotes>(new CarriedNotes(ns, database));
}

absl::Status CarriedNotes::Add(absl::string_view note, const Hash& hash, int64_t now_ms) {
  return database_.Run(
      "INSERT OR IGNORE INTO carried_note (hash, note, since_ms, refusal) VALUES (?, ?, ?, '')",
      {SqlBlob{hash.view()}, note, now_ms});
}

absl::Status CarriedNotes::Remove(const Hash& hash) {
  return database_.Run("DELETE FROM carried_note WHERE hash = ?", {SqlBlob{hash.view()}});
}

absl::Status CarriedNotes::MarkRefused(const Hash& hash, absl::string_view refusal) {
  return database_.Run("UPDATE carried_note SET refusal = ? WHERE hash = ?",
                       {refusal, SqlBlob{hash.view()}});
}

absl::StatusOr<std::vector<CarriedNote>> CarriedNotes::List() {
  std::vector<CarriedNote> notes;
  RETURN_IF_ERROR(
      database_.Query("SELECT hash, note, since_ms, refusal FROM carried_note ORDER BY id", {},
                      [&](const SqlRow& row) {
                        const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(row.Text(0));
                        if (!hash.ok()) return;
                        CarriedNote note{.hash = *hash,
                                         .note = std::string(row.Text(1)),
                                         .since_ms = row.Integer(2),
                                         .refusal = std::string(row.Text(3))};
                        note.kind = NoteKind(ns_, note.note).value_or("");
                        notes.push_back(std::move(note));
                      }));
  return notes;
}

absl::StatusOr<std::set<std::string>> CarriedNotes::RevokedDevices(const Directory& directory) {
  ASSIGN_OR_RETURN(const std::vector<CarriedNote> notes, List());
  std::set<std::string> devices;
  for (const CarriedNote& carried : notes) {
    if (carried.kind != "revoke") continue;
    ASSIGN_OR_RETURN(const Note note, ParseNote(carried.note, kMaxPublicNoteBytes));
    ASSIGN_OR_RETURN(const Revocation revocation, ParseRevocation(ns_, note.text));
    for (const CertFact* fact : directory.Certificates()) {
      if (fact->hash != revocation.cert || fact->revoked.has_value()) continue;
      const std::string& subject = fact->certificate.subject;
      // "replaced" ends this certificate only; a renewal goes on under the name.
      const absl::StatusOr<const CertFact*> now = directory.SignerAt(
          subject, LeafIndex(directory.size().value()), directory.TimeAt(directory.size()));
      const bool renewed = now.ok() && (*now)->hash != fact->hash;
      if (revocation.reason != RevokeReason::kReplaced || !renewed) devices.insert(subject);
    }
  }
  return devices;
}

}  // namespace liaison
