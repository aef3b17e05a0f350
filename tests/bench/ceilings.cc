#include "tests/bench/ceilings.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/verified_note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/bench/measure.h"

namespace liaison {
namespace {

constexpr size_t kHeaderBytesMax = 8192;

template <typename Step>
absl::StatusOr<double> Time(Step step) {
  const Stopwatch watch;
  RETURN_IF_ERROR(step());
  return watch.Us();
}

}  // namespace

Ceilings::Ceilings(const v1::SubmitRequest& request, const VKey& signer, Note note,
                   std::unique_ptr<Store> store, int file)
    : signer_(signer),
      note_(std::move(note)),
      bytes_(absl::StrCat(request.envelope().header(), request.envelope().sealed())),
      store_(std::move(store)),
      file_(file) {}

Ceilings::~Ceilings() { close(file_); }

absl::StatusOr<std::unique_ptr<Ceilings>> Ceilings::Make(const std::string& folder,
                                                         const v1::SubmitRequest& request,
                                                         const VKey& signer) {
  ASSIGN_OR_RETURN(Note note, ParseNote(request.envelope().header(), kHeaderBytesMax));
  ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                   Store::Open(folder + "/commit", /*create=*/true, /*env=*/nullptr));
  const std::string path = folder + "/append";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  return absl::WrapUnique(new Ceilings(request, signer, std::move(note), std::move(store), file));
}

absl::StatusOr<double> Ceilings::CheckSignature() const {
  return Time([&] { return Verify(note_, {signer_}, SodiumCrypto()).status(); });
}

absl::StatusOr<double> Ceilings::Commit() {
  return Time([&] {
    StoreBatch batch(*store_);
    batch.Put(Family::kLog, LeafKey(LeafIndex(next_++)), bytes_);
    return store_->Commit(batch, Store::Durability::kSynced);
  });
}

absl::StatusOr<double> Ceilings::Append() const {
  return Time([&]() -> absl::Status {
    const ssize_t written = write(file_, bytes_.data(), bytes_.size());
    if (written != static_cast<ssize_t>(bytes_.size()) || fdatasync(file_) != 0) {
      return absl::ErrnoToStatus(errno, "append");
    }
    return absl::OkStatus();
  });
}

}  // namespace liaison
