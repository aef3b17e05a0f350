// What a submission cannot do without, alone: one signature check, one synced commit, one append.
#ifndef LIAISON_TESTS_BENCH_CEILINGS_H_
#define LIAISON_TESTS_BENCH_CEILINGS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/store/store.h"
#include "proto/liaison/v1/hub.pb.h"
#include "proto/text/note.h"

namespace liaison {

// Thread: one. All times in microseconds.
class Ceilings {
 public:
  // `folder` is on the disk that the hub writes to; `request` an envelope signed by `signer`.
  static absl::StatusOr<std::unique_ptr<Ceilings>> Make(const std::string& folder,
                                                        const v1::SubmitRequest& request,
                                                        const VKey& signer);
  Ceilings(const Ceilings&) = delete;
  Ceilings& operator=(const Ceilings&) = delete;
  ~Ceilings();

  // The header's Ed25519 signature, as admission checks it.
  absl::StatusOr<double> CheckSignature() const;
  // One record of the message's bytes, one synced write in the hub's own database settings.
  absl::StatusOr<double> Commit();
  // The same bytes behind the last ones in a plain file, and fdatasync.
  absl::StatusOr<double> Append() const;

 private:
  Ceilings(const v1::SubmitRequest& request, const VKey& signer, Note note,
           std::unique_ptr<Store> store, int file);

  const VKey signer_;
  const Note note_;
  const std::string bytes_;
  const std::unique_ptr<Store> store_;
  const int file_;
  uint64_t next_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_CEILINGS_H_
