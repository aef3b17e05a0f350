// Opening age v1 files. Classes of failure are kept apart, because they accuse different people
// (CRYPTO 1.8, cannot_open). Source: c2sp.org/age; CRYPTO 1.5; classes as in the CCTV vectors.
//
//   NotFound NO_MATCH    no stanza is for any of these identities (or another passphrase)
//   DataLoss HEADER      not an age file that the specification allows
//   DataLoss HMAC        a stanza was ours, but the header was not made with this file key
//   DataLoss PAYLOAD     header right, but chunks are damaged, missing, or follow the last one
//   DataLoss PLAINTEXT   opened, but not a notice inside
//
// Errors never reveal plaintext, and no plaintext is returned with one.
#ifndef LIAISON_CLIENTS_CORE_SEALING_OPEN_H_
#define LIAISON_CLIENTS_CORE_SEALING_OPEN_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/age_header.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/base/secret.h"

namespace liaison {

struct OpenedFile {
  Secret plaintext;
  size_t identity = 0;  // index of the identity whose stanza opened it
};
absl::StatusOr<OpenedFile> Open(absl::string_view file, absl::Span<const AgeIdentity> identities);

struct OpenedNotice {
  NoticePlaintext plaintext;
  size_t identity = 0;
};
absl::StatusOr<OpenedNotice> OpenNotice(absl::string_view file,
                                        absl::Span<const AgeIdentity> identities);

// Errors: also HEADER if the file asks for more than 2^`max_log_n` KiB, before any is taken;
// ResourceExhausted MEMORY.
absl::StatusOr<Secret> OpenWithPassphrase(absl::string_view file, const Secret& passphrase,
                                          int max_log_n);

// An age file that is opened chunk by chunk, in any order. Each chunk is authentic in its place;
// the file is whole only where the last one was opened as such. Thread: one.
class OpenStream {
 public:
  // `beginning`: of the file, all of it or kMaxAgeHeaderBytes. Errors: as Open.
  static absl::StatusOr<OpenStream> Open(absl::string_view beginning, const AgeIdentity& identity);

  // Where chunk 0 begins; chunk i lies i * kSealedChunkBytes behind it.
  uint64_t payload() const { return payload_; }
  // The plaintext stands until the next call. Errors: DataLoss PAYLOAD.
  absl::StatusOr<absl::string_view> Chunk(uint64_t chunk, bool last, absl::string_view sealed);

 private:
  OpenStream(uint64_t payload, Secret key)
      : payload_(payload), key_(std::move(key)), buffer_(kAgeChunkBytes) {}
  uint64_t payload_;
  Secret key_;
  Secret buffer_;
};

// The parts of Open.
struct OpenedFileKey {
  Secret file_key;
  size_t identity = 0;
};
absl::StatusOr<OpenedFileKey> UnwrapFileKey(const AgeHeader& header,
                                            absl::Span<const AgeIdentity> identities);
absl::StatusOr<Secret> UnwrapFileKeyWithPassphrase(const AgeHeader& header,
                                                   const Secret& passphrase, int max_log_n);
absl::Status CheckHeaderMac(const AgeFile& file, const Secret& file_key);
// Gives each chunk to `on_chunk` as soon as it is authenticated; a later error leaves what came
// before authentic but cut short. Whoever must not show that keeps it back until the end.
absl::Status OpenPayload(const AgeFile& file, const Secret& file_key,
                         absl::FunctionRef<void(absl::string_view)> on_chunk);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_OPEN_H_
