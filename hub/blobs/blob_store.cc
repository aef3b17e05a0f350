#include "hub/blobs/blob_store.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "hub/blobs/blob_download.h"
#include "hub/blobs/blob_error.h"
#include "hub/blobs/blob_file.h"
#include "hub/blobs/blob_upload.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kCardSuffix = ".card";
constexpr int64_t kBusyRetryMs = 30'000;
constexpr int64_t kSpaceRetryMs = int64_t{3600} * 1000;

// The hash that a file of this name is about, if it is one of ours.
std::optional<Hash> HashOfName(absl::string_view name) {
  const absl::StatusOr<std::string> bytes = DecodeHex(name.substr(0, 2 * Hash::kSize));
  if (!bytes.ok()) return std::nullopt;
  const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(*bytes);
  return hash.ok() ? std::optional<Hash>(*hash) : std::nullopt;
}

}  // namespace

BlobStore::BlobStore(absl::string_view folder, const BlobLimits& limits, FileSystem& files,
                     const Clock& clock)
    : folder_(folder),
      limits_(limits),
      files_(files),
      clock_(clock),
      quota_(limits.device_bytes_per_day) {}

absl::StatusOr<std::unique_ptr<BlobStore>> BlobStore::Open(absl::string_view data_path,
                                                           const BlobLimits& limits,
                                                           FileSystem& files, const Clock& clock) {
  std::unique_ptr<BlobStore> store =
      absl::WrapUnique(new BlobStore(BlobFolder(data_path), limits, files, clock));
  RETURN_IF_ERROR(files.MakeDirectories(store->folder_));
  RETURN_IF_ERROR(store->Find());
  return store;
}

absl::Status BlobStore::Find() {
  ASSIGN_OR_RETURN(const std::vector<std::string> list, files_.List(folder_));
  const std::set<std::string> names(list.begin(), list.end());
  std::set<Hash> hashes;
  for (const std::string& name : names) {
    const std::optional<Hash> hash = HashOfName(name);
    if (hash.has_value()) hashes.insert(*hash);
  }
  for (const Hash& hash : hashes) {
    const std::string name = ToHex(hash);
    RETURN_IF_ERROR(FindOne(hash, names.contains(name),
                            names.contains(absl::StrCat(name, kPartSuffix)),
                            names.contains(absl::StrCat(name, kCardSuffix))));
  }
  return absl::OkStatus();
}

absl::Status BlobStore::FindOne(const Hash& sha256, bool has_blob, bool has_part, bool has_card) {
  Blob blob{.card = {.since_ms = NowMs(clock_)}};
  if (has_card) {
    ASSIGN_OR_RETURN(const std::string text,
                     files_.Read(BlobPath(folder_, sha256, kCardSuffix), kMaxUploadCardBytes));
    absl::StatusOr<UploadCard> card = ParseUploadCard(text);
    has_card = card.ok();
    if (has_card) blob.card = *std::move(card);
  }
  if (has_blob) {
    ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file,
                     files_.OpenToRead(BlobPath(folder_, sha256)));
    blob.card.size = file->size();
    blob.committed = file->size();
    blob.complete = true;
    if (has_part) RETURN_IF_ERROR(files_.Remove(BlobPath(folder_, sha256, kPartSuffix)));
  } else if (has_part && has_card) {
    ASSIGN_OR_RETURN(blob.committed, SyncPart(sha256));
  }
  if (!has_blob && (!has_part || !has_card || blob.committed > blob.card.size)) {
    return RemoveFiles(sha256, has_part, has_blob);
  }
  const absl::MutexLock lock(&mutex_);
  blobs_[sha256] = std::move(blob);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> BlobStore::SyncPart(const Hash& sha256) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> file,
                   files_.OpenToWrite(BlobPath(folder_, sha256, kPartSuffix)));
  RETURN_IF_ERROR(file->Sync());
  return file->size();
}

absl::Status BlobStore::RemoveFiles(const Hash& sha256, bool has_part, bool has_blob) {
  if (has_blob) RETURN_IF_ERROR(files_.Remove(BlobPath(folder_, sha256)));
  if (has_part) RETURN_IF_ERROR(files_.Remove(BlobPath(folder_, sha256, kPartSuffix)));
  // Last: a part without its card is nobody's.
  const std::string card = BlobPath(folder_, sha256, kCardSuffix);
  ASSIGN_OR_RETURN(const bool has_card, files_.Exists(card));
  return has_card ? files_.Remove(card) : absl::OkStatus();
}

absl::Status BlobStore::CheckParts(absl::string_view device) const {
  const auto own = std::count_if(blobs_.begin(), blobs_.end(), [&](const auto& entry) {
    return !entry.second.complete && entry.second.card.device == device;
  });
  if (static_cast<size_t>(own) < limits_.device_parts_max) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("this device has ", limits_.device_parts_max,
                   " uploads that are not complete: end one; after a day they are dropped"),
      {.reason = "BLOB_PARTS", .subject = std::string(device), .field = ""});
}

absl::Status BlobStore::CheckFree(uint64_t more) const {
  const absl::StatusOr<uint64_t> free = files_.FreeBytes(folder_);
  // Where it cannot be told, the write itself will decide.
  if (!free.ok() || (*free >= more && *free - more >= limits_.keep_free_bytes)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      "the hub's disk has no room for this attachment: tell the operator; notices "
      "still pass",
      {.reason = "BLOB_SPACE", .subject = "", .field = "size", .retry_after_ms = kSpaceRetryMs});
}

absl::Status BlobStore::CheckRoom(uint64_t more) const {
  uint64_t used = more;
  uint64_t promised = more;
  for (const auto& [sha256, blob] : blobs_) {
    const bool open = blob.upload != 0;
    used += open ? blob.card.size : blob.committed;
    if (open) promised += blob.card.size - blob.committed;
  }
  RETURN_IF_ERROR(CheckFree(promised));
  if (used <= limits_.total_bytes_max) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("the hub's attachments have reached their limit of ", limits_.total_bytes_max,
                   " bytes: tell the operator"),
      {.reason = "BLOB_SPACE", .subject = "", .field = "size", .retry_after_ms = kSpaceRetryMs});
}

absl::StatusOr<BlobStore::Blob*> BlobStore::Admit(absl::string_view device,
                                                  const BlobStart& start) {
  const auto found = blobs_.find(start.sha256);
  const bool known = found != blobs_.end();
  const uint64_t committed = known ? found->second.committed : 0;
  if (known && found->second.complete) {
    return BlobError(absl::StatusCode::kAlreadyExists, "BLOB_COMPLETE", start.sha256,
                     "the hub has this attachment");
  }
  if (start.size == 0 || start.size > limits_.blob_bytes_max ||
      (known && found->second.card.size != start.size)) {
    return BlobError(absl::StatusCode::kInvalidArgument, "UPLOAD_SIZE", start.sha256,
                     absl::StrCat("an attachment has 1 to ", limits_.blob_bytes_max,
                                  " bytes, and the same number each time"));
  }
  if (known && found->second.upload != 0 && found->second.uploader != device) {
    return BlobError(absl::StatusCode::kUnavailable, "BLOB_BUSY", start.sha256,
                     "another device is uploading this attachment", kBusyRetryMs);
  }
  if (start.offset != committed) {
    return BlobError(absl::StatusCode::kAborted, "BLOB_OFFSET", start.sha256,
                     absl::StrCat("the hub has ", committed, " bytes of it: go on from there"));
  }
  if (!known) RETURN_IF_ERROR(CheckParts(device));
  const uint64_t missing = start.size - committed;
  RETURN_IF_ERROR(quota_.Check(device, missing, NowMs(clock_)));
  if (known) found->second.upload = 0;  // this one takes its place
  RETURN_IF_ERROR(CheckRoom(missing));
  if (known) {
    found->second.card.since_ms = NowMs(clock_);
    return &found->second;
  }
  Blob& blob = blobs_[start.sha256];
  blob.card = {.device = std::string(device), .since_ms = NowMs(clock_), .size = start.size};
  return &blob;
}

absl::StatusOr<std::unique_ptr<BlobUpload>> BlobStore::Begin(absl::string_view device,
                                                             const BlobStart& start) {
  std::unique_ptr<Sha256Stream> hash;
  UploadCard card;
  uint64_t serial = 0;
  {
    const absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(Blob * blob, Admit(device, start));
    blob->upload = serial = ++uploads_;
    blob->uploader = std::string(device);
    hash = std::move(blob->hash);
    card = blob->card;
  }
  absl::StatusOr<std::unique_ptr<BlobUpload>> upload =
      OpenUpload(start, serial, card, std::move(hash));
  if (upload.ok()) return upload;
  const absl::MutexLock lock(&mutex_);
  Blob& blob = blobs_[start.sha256];
  blob.upload = 0;
  // Nothing is there that could be gone on with.
  if (blob.committed == 0) blobs_.erase(start.sha256);
  return upload;
}

absl::StatusOr<std::unique_ptr<BlobUpload>> BlobStore::OpenUpload(
    const BlobStart& start, uint64_t serial, const UploadCard& card,
    std::unique_ptr<Sha256Stream> hash) {
  const std::string part = BlobPath(folder_, start.sha256, kPartSuffix);
  // Also where it goes on: what is worked on does not grow stale.
  RETURN_IF_ERROR(
      files_.Write(BlobPath(folder_, start.sha256, kCardSuffix), PrintUploadCard(card)));
  ASSIGN_OR_RETURN(std::unique_ptr<FileWriter> file, files_.OpenToWrite(part));
  // Behind it lies what was written and never committed.
  RETURN_IF_ERROR(file->Truncate(start.offset));
  if (hash == nullptr) {
    ASSIGN_OR_RETURN(hash, HashFile(files_, part, start.offset));
  }
  return std::make_unique<Upload>(*this, start, serial, std::move(file), std::move(hash));
}

bool BlobStore::IsStale(const Blob& blob) const {
  return !blob.named && blob.holds == 0 && blob.upload == 0 &&
         NowMs(clock_) - blob.card.since_ms >= kUnnamedForMs;
}

void BlobStore::DropStale(absl::FunctionRef<absl::StatusOr<bool>(const Hash&)> is_named) {
  std::vector<std::pair<Hash, bool>> dropped;  // hash, whether it was complete
  std::vector<Hash> named;
  {
    // A record that names a blob holds it until its row is there: under this lock either the hold
    // or the row is seen.
    const absl::MutexLock lock(&mutex_);
    for (auto entry = blobs_.begin(); entry != blobs_.end();) {
      auto& [sha256, blob] = *entry;
      if (!IsStale(blob)) {
        ++entry;
        continue;
      }
      const absl::StatusOr<bool> keep = is_named(sha256);
      if (keep.ok() && !*keep) {
        dropped.emplace_back(sha256, blob.complete);
        entry = blobs_.erase(entry);
        continue;
      }
      if (keep.ok()) {
        blob.named = true;
        named.push_back(sha256);
      }
      ++entry;
    }
  }
  // What cannot be removed now is found again at the next start.
  for (const auto& [sha256, complete] : dropped) {
    static_cast<void>(RemoveFiles(sha256, /*has_part=*/!complete, /*has_blob=*/complete));
  }
  for (const Hash& sha256 : named) {
    static_cast<void>(RemoveFiles(sha256, /*has_part=*/false, /*has_blob=*/false));
  }
}

absl::StatusOr<std::unique_ptr<BlobDownload>> BlobStore::Read(const BlobRange& range) const {
  if (!Progress(range.sha256).complete) return NoBlob(range.sha256);
  ASSIGN_OR_RETURN(std::unique_ptr<FileReader> file,
                   files_.OpenToRead(BlobPath(folder_, range.sha256)));
  const uint64_t size = file->size();
  if (range.offset > size || range.length > size - range.offset) {
    return BlobError(absl::StatusCode::kInvalidArgument, "BLOB_RANGE", range.sha256,
                     absl::StrCat("the attachment ends at ", size));
  }
  const uint64_t limit = range.length == 0 ? size : range.offset + range.length;
  return std::make_unique<FileDownload>(std::move(file), range.offset, limit);
}

BlobProgress BlobStore::Progress(const Hash& sha256) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = blobs_.find(sha256);
  if (found == blobs_.end()) return {};
  return {.committed = found->second.committed, .complete = found->second.complete};
}

BlobTotals BlobStore::Totals() const {
  const absl::MutexLock lock(&mutex_);
  BlobTotals totals;
  for (const auto& [sha256, blob] : blobs_) {
    (blob.complete ? totals.complete_bytes : totals.partial_bytes) += blob.committed;
  }
  return totals;
}

BlobHold BlobStore::Hold(const Hash& sha256, uint64_t size) {
  const absl::MutexLock lock(&mutex_);
  const auto found = blobs_.find(sha256);
  if (found == blobs_.end() || !found->second.complete || found->second.card.size != size) {
    return nullptr;
  }
  ++found->second.holds;
  return std::shared_ptr<Blob>(&found->second, [this](Blob* blob) {
    const absl::MutexLock again(&mutex_);
    --blob->holds;
  });
}

}  // namespace liaison
