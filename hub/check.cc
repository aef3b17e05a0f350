// `liaison-hub check`: reads the whole data folder and computes everything again that follows from
// the records: body hashes, leaves, tree, directory, index. What differs is named by its index.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/blobs/blob_file.h"
#include "hub/data_folder.h"
#include "hub/hub.h"
#include "hub/mailbox/record_rows.h"
#include "hub/plugin_host/check_plugins.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/receipt_target.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

absl::Status Differs(LeafIndex index, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("index ", index.value(), ": ", what,
                                ". Stop, keep the folder, restore a backup"),
                   {.reason = "CHECK", .subject = absl::StrCat(index.value()), .field = ""});
}

// Rows of which only the newest stands: what they say is compared at the end.
bool IsNewestOnly(const IndexRow& row) {
  return row.key[0] == static_cast<char>(Row::kStream) ||
         row.key[0] == static_cast<char>(Row::kHeard);
}

// What is hashed and means something: of the hub's own records all of the body, else the text above
// the signatures.
absl::StatusOr<std::string> TextOf(RecordKind kind, absl::string_view body) {
  if (kind != RecordKind::kEnvelope && kind != RecordKind::kAct && kind != RecordKind::kNote) {
    return std::string(body);
  }
  ASSIGN_OR_RETURN(Note note, ParseNote(body, kMaxPublicNoteBytes));
  return std::move(note.text);
}

class FolderCheck {
 public:
  FolderCheck(const HubOptions& options, const DataFolder& folder, FileSystem& files)
      : ns_(options.ns),
        folder_(folder),
        files_(files),
        blob_folder_(BlobFolder(options.data_path)),
        directory_(ns_, SodiumCrypto()) {}

  absl::Status Run();

 private:
  absl::Status CheckRecord(LeafIndex index, const RecordHead& head, absl::string_view body);
  absl::Status CheckLeaf(LeafIndex index, const RecordHead& head, absl::string_view body);
  absl::StatusOr<std::vector<IndexRow>> ExpectedRows(LeafIndex index, const RecordHead& head,
                                                     absl::string_view text);
  // What lies beside the record: an envelope's body, a control's data.
  absl::Status CheckSealed(LeafIndex index, const Hash& hash, uint64_t size);
  // The attachments that the record names; each is read once.
  absl::Status CheckBlobs(LeafIndex index, const std::vector<HeaderAttachment>& blobs);
  // The record of that hash before `index`; `what` names it.
  absl::StatusOr<std::pair<LeafIndex, StoredRecord>> RecordBefore(LeafIndex index, const Hash& hash,
                                                                  absl::string_view what) const;
  absl::StatusOr<ReceiptTarget> TargetAt(LeafIndex index, const Hash& hash) const;
  absl::StatusOr<EnvelopeHeader> ReleasedBy(LeafIndex index, const Release& release) const;
  absl::Status CheckRow(LeafIndex index, const IndexRow& row) const;
  absl::Status CheckCount(Family family, uint64_t expected) const;

  const std::string& ns_;
  const DataFolder& folder_;
  FileSystem& files_;
  const std::string blob_folder_;
  Directory directory_;  // below the record that is looked at
  Frontier tree_;
  EffectCheck effects_;
  int64_t last_ms_ = 0;
  uint64_t nodes_ = 0;
  uint64_t sealed_ = 0;
  uint64_t rows_ = 0;
  std::set<Hash> blobs_;                                             // those that were read
  std::map<std::string, std::pair<std::string, LeafIndex>> newest_;  // key -> value, from where
};

absl::Status FolderCheck::Run() {
  const LogHead& head = folder_.log->head();
  RETURN_IF_ERROR(folder_.log->ReadRange(
      LeafIndex(0), head.size,
      [this](LeafIndex index, const RecordHead& record, absl::string_view body) -> absl::Status {
        RETURN_IF_ERROR(CheckRecord(index, record, body));
        return ReplayRecord(index, record, body, directory_);
      }));
  if (tree_.Root() != head.root) {
    return Differs(LeafIndex(head.size.value() - 1), "the tree's root is not the checkpoint's");
  }
  for (const auto& [key, row] : newest_) {
    RETURN_IF_ERROR(CheckRow(row.second, {key, row.first}));
  }
  constexpr uint64_t kMetaRows = 2;  // format, checkpoint
  RETURN_IF_ERROR(CheckCount(Family::kLog, head.size.value()));
  RETURN_IF_ERROR(CheckCount(Family::kSealed, sealed_));
  RETURN_IF_ERROR(CheckCount(Family::kTree, nodes_));
  RETURN_IF_ERROR(CheckCount(Family::kIndex, rows_ + newest_.size() + kMetaRows));
  return CheckPluginRows(*folder_.store, head.size);
}

absl::Status FolderCheck::CheckRecord(LeafIndex index, const RecordHead& head,
                                      absl::string_view body) {
  if (head.time_ms < last_ms_) return Differs(index, "the time goes back");
  last_ms_ = head.time_ms;
  const bool may_be_public = head.kind == RecordKind::kNote || head.kind == RecordKind::kAlert;
  if (head.is_public ? !may_be_public : head.kind == RecordKind::kNote) {
    return Differs(index, "the leaf's form does not fit the record's kind");
  }
  const absl::StatusOr<std::string> text = TextOf(head.kind, body);
  if (!text.ok() || Sha256(*text) != head.body_hash) {
    return Differs(index, "the body is not the one that was logged");
  }
  RETURN_IF_ERROR(CheckLeaf(index, head, body));
  const absl::StatusOr<std::vector<IndexRow>> rows = ExpectedRows(index, head, *text);
  if (absl::IsInvalidArgument(rows.status())) return Differs(index, rows.status().message());
  RETURN_IF_ERROR(rows.status());
  for (const IndexRow& row : *rows) {
    if (IsNewestOnly(row)) {
      newest_[row.key] = {row.value, index};
      continue;
    }
    RETURN_IF_ERROR(CheckRow(index, row));
    ++rows_;
  }
  return absl::OkStatus();
}

absl::Status FolderCheck::CheckLeaf(LeafIndex index, const RecordHead& head,
                                    absl::string_view body) {
  absl::Status status;
  tree_.Append(LeafHash(LeafEntryOf(ns_, head, body)),
               [&](int level, uint64_t node, const Hash& hash) {
                 ++nodes_;
                 const absl::StatusOr<Hash> stored = folder_.log->ReadNode(level, node);
                 if (!stored.ok() || *stored != hash) {
                   status.Update(Differs(index, absl::StrCat("node ", node, " of level ", level,
                                                             " of the tree is another one")));
                 }
               });
  return status;
}

absl::StatusOr<std::vector<IndexRow>> FolderCheck::ExpectedRows(LeafIndex index,
                                                                const RecordHead& head,
                                                                absl::string_view text) {
  const RecordPlace place{index, head.time_ms, head.body_hash};
  switch (head.kind) {
    case RecordKind::kEnvelope: {
      ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns_, text));
      RETURN_IF_ERROR(CheckSealed(index, header.sealed, header.sealed_size));
      RETURN_IF_ERROR(CheckBlobs(index, header.attach));
      return RowsOf(header, Sha256(StablePartOf(text)), place);
    }
    case RecordKind::kAct: {
      ASSIGN_OR_RETURN(const std::string kind, NoteKind(ns_, text));
      if (kind != kReceiptKind) {
        ASSIGN_OR_RETURN(const OfficeAct act, ParseOfficeAct(ns_, text));
        ASSIGN_OR_RETURN(const Delivery delivery,
                         DeliveryOf(act, directory_.mission(), [&](const Hash& incident) {
                           return TargetAt(index, incident);
                         }));
        return RowsOf(act, delivery, place);
      }
      ASSIGN_OR_RETURN(const Receipt receipt, ParseReceipt(ns_, text));
      ASSIGN_OR_RETURN(const ReceiptTarget target, TargetAt(index, receipt.target));
      return RowsOf(receipt, target, place);
    }
    case RecordKind::kRelease: {
      ASSIGN_OR_RETURN(const Release release, ParseRelease(ns_, text));
      RETURN_IF_ERROR(effects_.Add(index, release));
      ASSIGN_OR_RETURN(const EnvelopeHeader envelope, ReleasedBy(index, release));
      return RowsOf(release, envelope, place);
    }
    case RecordKind::kAlert: {
      ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns_, text));
      RETURN_IF_ERROR(effects_.Add(index, alert));
      return RowsOf(alert, place);
    }
    case RecordKind::kNote:
      RETURN_IF_ERROR(CheckBlobs(index, BlobsOfNote(ns_, text)));
      return RowsOfNote(ns_, text, place);
    case RecordKind::kTimer:
      return RowsOfSilent(place);
    case RecordKind::kControl: {
      ASSIGN_OR_RETURN(const Control control, ParseControl(ns_, text));
      RETURN_IF_ERROR(CheckSealed(index, control.data, control.data_size));
      return RowsOf(control, place);
    }
  }
  return Differs(index, "a record of a kind that does not exist");
}

absl::Status FolderCheck::CheckSealed(LeafIndex index, const Hash& hash, uint64_t size) {
  ASSIGN_OR_RETURN(const std::optional<std::string> sealed, folder_.log->ReadSealed(index));
  if (!sealed.has_value()) return Differs(index, "the sealed body is missing");
  ++sealed_;
  if (sealed->size() == size && Sha256(*sealed) == hash) {
    return absl::OkStatus();
  }
  return Differs(index, "the sealed body is not the one that was signed");
}

absl::Status FolderCheck::CheckBlobs(LeafIndex index, const std::vector<HeaderAttachment>& blobs) {
  for (const HeaderAttachment& blob : blobs) {
    if (!blobs_.insert(blob.sha256).second) continue;
    const absl::Status status = CheckBlobFile(files_, blob_folder_, blob.sha256, blob.size);
    if (absl::IsDataLoss(status)) {
      return Differs(index, absl::StrCat(status.message(), " (", ToHex(blob.sha256), ")"));
    }
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::pair<LeafIndex, StoredRecord>> FolderCheck::RecordBefore(
    LeafIndex index, const Hash& hash, absl::string_view what) const {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> found, folder_.index->FindBody(hash));
  if (!found.has_value() || *found >= index) {
    return Differs(index, absl::StrCat(what, " is not found before it"));
  }
  ASSIGN_OR_RETURN(StoredRecord record, folder_.log->Read(*found));
  return std::pair(*found, std::move(record));
}

absl::StatusOr<ReceiptTarget> FolderCheck::TargetAt(LeafIndex index, const Hash& hash) const {
  ASSIGN_OR_RETURN(const auto target, RecordBefore(index, hash, "the target"));
  return TargetOf(ns_, target.first, target.second.head.kind, target.second.body);
}

absl::StatusOr<EnvelopeHeader> FolderCheck::ReleasedBy(LeafIndex index,
                                                       const Release& release) const {
  ASSIGN_OR_RETURN(const auto released, RecordBefore(index, release.envelope, "what it releases"));
  if (released.second.head.kind != RecordKind::kEnvelope) {
    return Differs(index, "what it releases is no envelope");
  }
  ASSIGN_OR_RETURN(const Note note, ParseNote(released.second.body, kMaxHeaderBytes));
  return ParseHeader(ns_, note.text);
}

absl::Status FolderCheck::CheckRow(LeafIndex index, const IndexRow& row) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                   folder_.store->Get(Family::kIndex, row.key));
  if (stored == row.value) return absl::OkStatus();
  return Differs(index,
                 absl::StrCat("an index row of type '", row.key.substr(0, 1),
                              stored.has_value() ? "' says something else" : "' is missing"));
}

// Every expected row was found, so more rows than expected are rows that no record explains.
absl::Status FolderCheck::CheckCount(Family family, uint64_t expected) const {
  uint64_t count = 0;
  // No key begins with 0xFF: levels, row types and indexes are far below.
  RETURN_IF_ERROR(
      folder_.store->Scan(family, "", "\xff", [&](absl::string_view, absl::string_view) {
        ++count;
        return true;
      }));
  if (count == expected) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("family ", FamilyName(family), " has ", count, " rows where ",
                                expected, " follow from the log"),
                   {.reason = "CHECK", .subject = std::string(FamilyName(family)), .field = ""});
}

}  // namespace

absl::Status CheckHub(const HubOptions& options, Clock&, Random&, FileSystem& files,
                      rocksdb::Env* env) {
  ASSIGN_OR_RETURN(const std::unique_ptr<DataFolder> folder,
                   OpenDataFolder(options, /*create=*/false, files, env));
  return FolderCheck(options, *folder, files).Run();
}

}  // namespace liaison
