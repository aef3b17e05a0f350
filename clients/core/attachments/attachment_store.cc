#include "clients/core/attachments/attachment_store.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/age_header.h"
#include "clients/core/sealing/open.h"
#include "clients/core/sealing/padding.h"
#include "clients/core/sealing/seal.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/percent.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// What stands before the chunks of a file to one recipient.
const uint64_t kHeadBytes = AgeFileSize(0, 1) - kAeadTagBytes;
constexpr size_t kShownHashDigits = 16;

std::string ShortName(const Hash& sha256) { return ToHex(sha256).substr(0, kShownHashDigits); }

void Tell(const TransferProgress& progress, uint64_t done, uint64_t total) {
  if (progress) progress(done, total);
}

absl::Status HubsFault(absl::string_view reason, const Hash& sha256, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the hub's copy of an attachment ", what,
                                "; what came was thrown away; tell the operator"),
                   {.reason = std::string(reason), .subject = ShortName(sha256), .field = ""});
}

absl::Status Mismatch(const NoticeAttachment& attach, absl::string_view field) {
  return MakeError(
      absl::StatusCode::kDataLoss,
      "the attachment is not what its sender signed: nothing of it was kept; ask him",
      {.reason = "ATTACHMENT_MISMATCH", .subject = attach.name, .field = std::string(field)});
}

absl::Status NotHere(const Hash& sha256) {
  return MakeError(absl::StatusCode::kNotFound, "this desk does not have the attachment",
                   {.reason = "NOT_HERE", .subject = ShortName(sha256), .field = ""});
}

absl::Status CheckSize(uint64_t size, uint64_t max_bytes, absl::string_view name) {
  if (size > 0 && size <= max_bytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("an attachment has 1 to ", max_bytes, " bytes, not ", size),
                   {.reason = "ATTACHMENT_SIZE", .subject = std::string(name), .field = "attach"});
}

// The chunk boundary at or below `size`.
uint64_t WholeChunks(uint64_t size) {
  if (size < kHeadBytes) return 0;
  return size - (size - kHeadBytes) % kSealedChunkBytes;
}

absl::StatusOr<Hash> HashOf(FileReader& file) {
  Sha256Stream stream;
  for (uint64_t at = 0; at < file.size();) {
    ASSIGN_OR_RETURN(const std::string piece, file.ReadAt(at, kMaxBlobPieceBytes));
    if (piece.empty()) break;
    stream.Update(piece);
    at += piece.size();
  }
  return stream.Finish();
}

bool IsZero(absl::string_view bytes) {
  return bytes.find_first_not_of('\0') == absl::string_view::npos;
}

}  // namespace

// What is fetched: a blob of a hub.
struct AttachmentStore::Blob {
  HubConnection& hub;
  const Hash& sha256;
  uint64_t size = 0;
  const Hash& object;

  // `length` bytes from `offset`, or an error; `done` counts what came.
  absl::Status Get(uint64_t offset, uint64_t length, FileWriter& file,
                   const std::function<void(uint64_t)>& done) const {
    uint64_t came = 0;
    RETURN_IF_ERROR(
        hub.GetBlob(sha256, object, offset, length, [&](absl::string_view bytes) -> absl::Status {
          if (bytes.size() > length - came) {
            return HubsFault("BLOB_SIZE", sha256, "is longer than was signed");
          }
          RETURN_IF_ERROR(file.WriteAt(offset + came, bytes));
          came += bytes.size();
          done(came);
          return absl::OkStatus();
        }));
    if (came == length) return absl::OkStatus();
    return HubsFault("BLOB_SIZE", sha256, "is shorter than was signed");
  }
};

AttachmentStore::AttachmentStore(absl::string_view home, FileSystem& files, Random& random)
    : folder_(JoinPath(home, "attachments")), files_(files), random_(random) {}

std::string AttachmentStore::PathOf(const Hash& sha256) const {
  return JoinPath(folder_, absl::StrCat(ToHex(sha256), ".age"));
}

std::string AttachmentStore::PartOf(const Hash& sha256) const {
  return absl::StrCat(PathOf(sha256), ".part");
}

absl::StatusOr<SealedAttachment> AttachmentStore::SealFile(absl::string_view path,
                                                           absl::string_view name,
                                                           const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, files_.OpenToRead(path));
  return Seal(
      file->size(), name,
      [&](uint64_t offset, size_t bytes) { return file->ReadAt(offset, bytes); }, progress);
}

absl::StatusOr<SealedAttachment> AttachmentStore::SealBytes(absl::string_view bytes,
                                                            absl::string_view name) {
  return Seal(
      bytes.size(), name,
      [&](uint64_t offset, size_t count) -> absl::StatusOr<std::string> {
        return std::string(bytes.substr(offset, count));
      },
      nullptr);
}

absl::Status AttachmentStore::CheckPlaintextSize(uint64_t size, absl::string_view name) {
  return CheckSize(size, kMaxAttachmentBytes, name.substr(name.rfind('/') + 1));
}

absl::StatusOr<SealedAttachment> AttachmentStore::Seal(uint64_t size, absl::string_view name,
                                                       PlaintextSource source,
                                                       const TransferProgress& progress) {
  RETURN_IF_ERROR(DecodeFileName(EncodeFileName(name)).status());
  RETURN_IF_ERROR(CheckPlaintextSize(size, name));
  RETURN_IF_ERROR(files_.MakeDirectories(folder_));
  AgeIdentity identity = AgeIdentity::Generate(random_);
  // Its name is its hash, which comes last.
  const std::array<uint8_t, 16> id = random_.Bytes<16>();
  const std::string temporary = JoinPath(
      folder_,
      absl::StrCat(EncodeHex({reinterpret_cast<const char*>(id.data()), id.size()}), ".new"));
  const auto made = [&]() -> absl::StatusOr<NoticeAttachment> {
    ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> file, files_.OpenToWrite(temporary));
    ASSIGN_OR_RETURN(NoticeAttachment attach,
                     SealInto(*file, size, identity.recipient(), source, progress));
    RETURN_IF_ERROR(file->Sync());
    RETURN_IF_ERROR(files_.Move(temporary, PathOf(attach.ciphertext_sha256)));
    return attach;
  };
  absl::StatusOr<NoticeAttachment> attach = made();
  if (!attach.ok()) {
    files_.Remove(temporary).IgnoreError();  // the first error counts
    return attach.status();
  }
  attach->name = std::string(name);
  const Hash sha256 = attach->ciphertext_sha256;
  return SealedAttachment{*std::move(attach), {sha256, std::move(identity)}};
}

absl::StatusOr<NoticeAttachment> AttachmentStore::SealInto(FileWriter& file, uint64_t size,
                                                           const AgeRecipient& recipient,
                                                           PlaintextSource source,
                                                           const TransferProgress& progress) {
  ASSIGN_OR_RETURN(SealStream stream, SealStream::Open(recipient, random_));
  Sha256Stream ciphertext;
  Sha256Stream plaintext;
  const auto append = [&](absl::string_view bytes) {
    ciphertext.Update(bytes);
    return file.WriteAt(file.size(), bytes);
  };
  RETURN_IF_ERROR(append(stream.head()));
  const uint64_t padded = PaddedPlaintextSize(size, 1);
  for (uint64_t at = 0; at < padded; at += kAgeChunkBytes) {
    const uint64_t left = padded - at;
    std::string chunk;
    if (at < size) {
      const size_t wanted = std::min<uint64_t>(kAgeChunkBytes, size - at);
      ASSIGN_OR_RETURN(chunk, source(at, wanted));
      if (chunk.size() != wanted) {
        return MakeError(absl::StatusCode::kFailedPrecondition,
                         "the file became shorter while it was read; attach it again",
                         {.reason = "FILE_CHANGED", .subject = "", .field = "attach"});
      }
      plaintext.Update(chunk);
    }
    chunk.resize(std::min<uint64_t>(kAgeChunkBytes, left), '\0');
    RETURN_IF_ERROR(append(stream.Chunk(chunk, left <= kAgeChunkBytes)));
    Wipe(chunk.data(), chunk.size());
    Tell(progress, std::min(at + kAgeChunkBytes, size), size);
  }
  NoticeAttachment attach;
  attach.ciphertext_sha256 = ciphertext.Finish();
  attach.ciphertext_size = file.size();
  attach.plaintext_sha256 = plaintext.Finish();
  attach.plaintext_size = size;
  return attach;
}

absl::Status AttachmentStore::Upload(HubConnection& hub, const Hash& sha256,
                                     const TransferProgress& progress,
                                     const std::function<bool()>& go_on) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, OpenSealed(sha256));
  const uint64_t size = file->size();
  ASSIGN_OR_RETURN(BlobState state, hub.BlobStatus(sha256, size));
  if (state.complete) return absl::OkStatus();
  uint64_t at = std::min(state.committed, size);
  bool paused = false;
  const auto next = [&]() -> absl::StatusOr<std::string> {
    paused = go_on && !go_on();
    if (paused || at == size) return std::string();
    ASSIGN_OR_RETURN(std::string piece, file->ReadAt(at, kMaxBlobPieceBytes));
    at += piece.size();
    Tell(progress, at, size);
    return piece;
  };
  ASSIGN_OR_RETURN(state, hub.PutBlob(sha256, size, at, next));
  if (state.complete) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable,
                   paused ? "the rest of the attachment is sent later"
                          : "the hub does not have all of the attachment yet; try again",
                   {.reason = paused ? "TRANSFER_PAUSED" : "BLOB_INCOMPLETE",
                    .subject = ShortName(sha256),
                    .field = ""});
}

absl::Status AttachmentStore::FetchRest(const Blob& blob, FileWriter& part,
                                        const TransferProgress& progress) {
  const uint64_t begin = part.size() > blob.size ? 0 : WholeChunks(part.size());
  if (part.size() == blob.size) return absl::OkStatus();
  RETURN_IF_ERROR(part.Truncate(begin));
  return blob.Get(begin, blob.size - begin, part,
                  [&](uint64_t came) { Tell(progress, begin + came, blob.size); });
}

// The head is judged as a chunk of its own: without it nothing can be.
absl::Status AttachmentStore::FetchBadChunks(const Blob& blob, FileWriter& part,
                                             const AgeIdentity& identity) {
  const auto fetch = [&](uint64_t offset, uint64_t length) {
    return blob.Get(offset, std::min(length, blob.size - offset), part, [](uint64_t) {});
  };
  const auto open = [&]() -> absl::StatusOr<OpenStream> {
    ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file,
                     files_.OpenToRead(PartOf(blob.sha256)));
    ASSIGN_OR_RETURN(const std::string beginning, file->ReadAt(0, kMaxAgeHeaderBytes));
    return OpenStream::Open(beginning, identity);
  };
  absl::StatusOr<OpenStream> stream = open();
  if (!stream.ok()) {
    RETURN_IF_ERROR(fetch(0, kHeadBytes));
    stream = open();
  }
  // Sealed by somebody else's program or wrongly: nothing here can tell the good from the bad.
  if (!stream.ok() || stream->payload() >= blob.size) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, files_.OpenToRead(PartOf(blob.sha256)));
  uint64_t chunk = 0;
  for (uint64_t at = stream->payload(); at < blob.size; at += kSealedChunkBytes, ++chunk) {
    ASSIGN_OR_RETURN(const std::string sealed, file->ReadAt(at, kSealedChunkBytes));
    const bool last = blob.size - at <= kSealedChunkBytes;
    if (stream->Chunk(chunk, last, sealed).ok()) continue;
    RETURN_IF_ERROR(fetch(at, kSealedChunkBytes));
  }
  return absl::OkStatus();
}

absl::Status AttachmentStore::Download(HubConnection& hub, const Hash& sha256, uint64_t size,
                                       const Hash& object, const TransferProgress& progress,
                                       const AgeIdentity* identity) {
  ASSIGN_OR_RETURN(const bool here, Has(sha256));
  if (here) return absl::OkStatus();
  RETURN_IF_ERROR(CheckSize(size, AgeFileSize(2 * kMaxAttachmentBytes, 1), "attachment"));
  RETURN_IF_ERROR(files_.MakeDirectories(folder_));
  const std::string path = PartOf(sha256);
  const Blob blob{.hub = hub, .sha256 = sha256, .size = size, .object = object};
  ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> part, files_.OpenToWrite(path));
  const auto is_right = [&]() -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, files_.OpenToRead(path));
    ASSIGN_OR_RETURN(const Hash hash, HashOf(*file));
    return hash == sha256;
  };
  const auto fetched = [&]() -> absl::Status {
    RETURN_IF_ERROR(FetchRest(blob, *part, progress));
    ASSIGN_OR_RETURN(bool right, is_right());
    if (!right && identity != nullptr) {
      RETURN_IF_ERROR(FetchBadChunks(blob, *part, *identity));
      ASSIGN_OR_RETURN(right, is_right());
    }
    return right ? absl::OkStatus() : HubsFault("BLOB_HASH", sha256, "is damaged");
  }();
  if (absl::IsDataLoss(fetched)) {
    RETURN_IF_ERROR(files_.Remove(path));
    return fetched;
  }
  RETURN_IF_ERROR(part->Sync());  // also of what the next call goes on from
  RETURN_IF_ERROR(fetched);
  return files_.Move(path, PathOf(sha256));
}

absl::StatusOr<bool> AttachmentStore::Has(const Hash& sha256) {
  return files_.Exists(PathOf(sha256));
}

absl::StatusOr<bool> AttachmentStore::IsIntact(const Hash& sha256) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, OpenSealed(sha256));
  ASSIGN_OR_RETURN(const Hash hash, HashOf(*file));
  return hash == sha256;
}

absl::StatusOr<bool> AttachmentStore::IsSaved(const NoticeAttachment& attach,
                                              absl::string_view path) {
  const absl::StatusOr<std::unique_ptr<FileReader>> file = files_.OpenToRead(path);
  if (!file.ok() || (*file)->size() != attach.plaintext_size) return false;
  ASSIGN_OR_RETURN(const Hash hash, HashOf(**file));
  return hash == attach.plaintext_sha256;
}

absl::StatusOr<std::unique_ptr<FileReader>> AttachmentStore::OpenSealed(const Hash& sha256) {
  absl::StatusOr<std::unique_ptr<FileReader>> file = files_.OpenToRead(PathOf(sha256));
  if (absl::IsNotFound(file.status())) return NotHere(sha256);
  return file;
}

absl::Status AttachmentStore::OpenInto(const NoticeAttachment& attach, const AgeIdentity& identity,
                                       PlaintextSink sink, const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, OpenSealed(attach.ciphertext_sha256));
  const uint64_t size = file->size();
  if (size != attach.ciphertext_size) return Mismatch(attach, "size");
  ASSIGN_OR_RETURN(const std::string beginning, file->ReadAt(0, kMaxAgeHeaderBytes));
  ASSIGN_OR_RETURN(OpenStream stream, OpenStream::Open(beginning, identity));
  Sha256Stream hash;
  uint64_t left = attach.plaintext_size;
  uint64_t chunk = 0;
  for (uint64_t at = stream.payload(); at < size; at += kSealedChunkBytes, ++chunk) {
    ASSIGN_OR_RETURN(const std::string sealed, file->ReadAt(at, kSealedChunkBytes));
    ASSIGN_OR_RETURN(const absl::string_view opened,
                     stream.Chunk(chunk, size - at <= kSealedChunkBytes, sealed));
    const absl::string_view plaintext = opened.substr(0, left);
    if (!IsZero(opened.substr(plaintext.size()))) return Mismatch(attach, "padding");
    hash.Update(plaintext);
    RETURN_IF_ERROR(sink(plaintext));
    left -= plaintext.size();
    Tell(progress, attach.plaintext_size - left, attach.plaintext_size);
  }
  if (left != 0) return Mismatch(attach, "size");
  if (hash.Finish() != attach.plaintext_sha256) return Mismatch(attach, "sha256");
  return absl::OkStatus();
}

absl::Status AttachmentStore::OpenToFile(const NoticeAttachment& attach,
                                         const AgeIdentity& identity, absl::string_view path,
                                         const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const bool there, files_.Exists(path));
  if (there) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "a file of that name is there already: nothing was changed",
                     {.reason = "FILE_EXISTS",
                      .subject = std::string(path.substr(path.rfind('/') + 1)),
                      .field = ""});
  }
  const std::string folder(path.substr(0, path.rfind('/') + 1));
  const std::string temporary =
      absl::StrCat(folder, ".", ShortName(attach.plaintext_sha256), ".part");
  // What a killed program left: never a file of somebody else's, by its name.
  ASSIGN_OR_RETURN(const bool left, files_.Exists(temporary));
  if (left) RETURN_IF_ERROR(files_.Remove(temporary));
  const auto opened = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> file, files_.OpenToWrite(temporary));
    RETURN_IF_ERROR(OpenInto(
        attach, identity,
        [&](absl::string_view bytes) { return file->WriteAt(file->size(), bytes); }, progress));
    RETURN_IF_ERROR(file->Sync());
    return files_.Move(temporary, path);
  }();
  if (!opened.ok()) files_.Remove(temporary).IgnoreError();  // the first error counts
  return opened;
}

absl::StatusOr<Secret> AttachmentStore::OpenToMemory(const NoticeAttachment& attach,
                                                     const AgeIdentity& identity,
                                                     size_t max_bytes) {
  RETURN_IF_ERROR(CheckSize(attach.plaintext_size, max_bytes, attach.name));
  Secret plaintext(attach.plaintext_size);
  size_t at = 0;
  RETURN_IF_ERROR(OpenInto(
      attach, identity,
      [&](absl::string_view bytes) {
        LIAISON_CHECK(bytes.size() <= plaintext.size() - at);
        if (!bytes.empty()) std::memcpy(plaintext.data() + at, bytes.data(), bytes.size());
        at += bytes.size();
        return absl::OkStatus();
      },
      nullptr));
  return plaintext;
}

absl::Status AttachmentStore::Forget(const Hash& sha256) {
  for (const std::string& path : {PathOf(sha256), PartOf(sha256)}) {
    ASSIGN_OR_RETURN(const bool there, files_.Exists(path));
    if (there) RETURN_IF_ERROR(files_.Remove(path));
  }
  return absl::OkStatus();
}

}  // namespace liaison
