// Attached files on their way out and in: one age file each, to an identity of its own that travels
// in the sealed notice. Everything streams in constant memory and goes on where it stopped, at
// chunk boundaries. Nothing readable stands in the file system before the last chunk is authentic
// and the plaintext's hash is the signed one. Source: CRYPTO 1.7; c2sp.org/age.
#ifndef LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_STORE_H_
#define LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/hash.h"
#include "proto/text/notice.h"

namespace liaison {

// What a hub of this edition may be asked to keep at most; its quota decides.
inline constexpr uint64_t kMaxAttachmentBytes = uint64_t{2} << 30;

struct SealedAttachment {
  NoticeAttachment attach;  // for the notice; its hash and size for the header
  AttachmentKey key;        // for the sealed notice
};
// Bytes done so far, of all.
using TransferProgress = std::function<void(uint64_t done, uint64_t total)>;

// The sealed files of one desk, `attachments/<sha256 hex>.age` under its home. Thread: one.
// `files` and `random` outlive it.
class AttachmentStore {
 public:
  AttachmentStore(absl::string_view home, FileSystem& files, Random& random);

  // Errors: InvalidArgument ATTACHMENT_SIZE about the last part of `name`.
  static absl::Status CheckPlaintextSize(uint64_t size, absl::string_view name);

  // Seals a file of the officer's, or bytes, into the store. Errors: those of the file;
  // InvalidArgument FILE_NAME, ATTACHMENT_SIZE (0 or too big).
  absl::StatusOr<SealedAttachment> SealFile(absl::string_view path, absl::string_view name,
                                            const TransferProgress& progress);
  absl::StatusOr<SealedAttachment> SealBytes(absl::string_view bytes, absl::string_view name);

  // Sends what the hub lacks. `go_on`: asked before each piece; once false the call ends with
  // Unavailable TRANSFER_PAUSED. Errors: those of the line (same call again goes on);
  // ResourceExhausted (the hub's quota), NotFound NOT_HERE.
  absl::Status Upload(HubConnection& hub, const Hash& sha256, const TransferProgress& progress,
                      const std::function<bool()>& go_on = nullptr);
  // Fetches what is missing here; `object`: the header or public note that names it. A hub that
  // sends more than `size` bytes is cut off at the first of them. With an `identity` a part that
  // does not verify is fetched again alone, once. Errors: those of the line (same call again goes
  // on); DataLoss BLOB_HASH, BLOB_SIZE (the hub's fault; what was fetched is thrown away).
  absl::Status Download(HubConnection& hub, const Hash& sha256, uint64_t size, const Hash& object,
                        const TransferProgress& progress, const AgeIdentity* identity = nullptr);
  absl::StatusOr<bool> Has(const Hash& sha256);
  // Whether what is here still has that hash. Errors: NotFound NOT_HERE.
  absl::StatusOr<bool> IsIntact(const Hash& sha256);
  // Whether `path` holds the opened attachment already.
  absl::StatusOr<bool> IsSaved(const NoticeAttachment& attach, absl::string_view path);

  // Opens into `path`: a temporary file beside it, 0600, that gets its name once everything is
  // checked. Errors: AlreadyExists FILE_EXISTS; DataLoss as Open (open.h), ATTACHMENT_MISMATCH
  // (size or hash is not what was signed: the sender's fault); NotFound NOT_HERE.
  absl::Status OpenToFile(const NoticeAttachment& attach, const AgeIdentity& identity,
                          absl::string_view path, const TransferProgress& progress);
  // Opens into memory. Errors: also InvalidArgument ATTACHMENT_SIZE above `max_bytes`.
  absl::StatusOr<Secret> OpenToMemory(const NoticeAttachment& attach, const AgeIdentity& identity,
                                      size_t max_bytes);
  absl::Status Forget(const Hash& sha256);

 private:
  struct Blob;
  using PlaintextSource = absl::FunctionRef<absl::StatusOr<std::string>(uint64_t, size_t)>;
  using PlaintextSink = absl::FunctionRef<absl::Status(absl::string_view)>;

  std::string PathOf(const Hash& sha256) const;
  std::string PartOf(const Hash& sha256) const;
  absl::StatusOr<SealedAttachment> Seal(uint64_t size, absl::string_view name,
                                        PlaintextSource source, const TransferProgress& progress);
  // Into the open file; hashes and sizes of the answer are of what was written.
  absl::StatusOr<NoticeAttachment> SealInto(FileWriter& file, uint64_t size,
                                            const AgeRecipient& recipient, PlaintextSource source,
                                            const TransferProgress& progress);
  absl::StatusOr<std::unique_ptr<FileReader>> OpenSealed(const Hash& sha256);
  absl::Status FetchRest(const Blob& blob, FileWriter& part, const TransferProgress& progress);
  absl::Status FetchBadChunks(const Blob& blob, FileWriter& part, const AgeIdentity& identity);
  absl::Status OpenInto(const NoticeAttachment& attach, const AgeIdentity& identity,
                        PlaintextSink sink, const TransferProgress& progress);

  const std::string folder_;
  FileSystem& files_;
  Random& random_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_STORE_H_
