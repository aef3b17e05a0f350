// evidence_bytes PACK CHARTER_GROUP...: changes every byte of every file of a genuine evidence
// pack, one after the other, and wants the pack refused each time; twice:
//
//   with the digest on paper   every file, SHA256SUMS and README.txt too
//   without it                 the forger also corrects SHA256SUMS, so that only signatures, hashes
//                              and proofs are left to notice; all but README.txt, which is advice
//
// With LIAISON_LONG unset the second pass takes every 16th byte: each costs several signature
// checks. Ends with 1 if a change goes unnoticed, and names it. Source: CRYPTO 1.15, T-47.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_join.h"
#include "clients/core/desk/home.h"
#include "clients/core/evidence/pack.h"
#include "clients/core/evidence/verify_pack.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/text/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr absl::string_view kAdvice = "README.txt";

struct Pass {
  VerifyRequest request;
  bool correct_sums = false;
  size_t step = 1;
};

// Returns how many changes went unnoticed.
size_t TryEveryByte(const PackFiles& genuine, const Pass& pass) {
  size_t tried = 0;
  size_t unnoticed = 0;
  for (const auto& [name, bytes] : genuine) {
    if (pass.correct_sums && (name == kPackSums || name == kAdvice)) continue;
    PackFiles files = genuine;
    for (size_t place = 0; place < bytes.size(); place += pass.step) {
      // Each bit has its turn over the bytes of a file.
      const int bit = 1 << (place / pass.step % 8);
      files[name][place] = static_cast<char>(bytes[place] ^ bit);
      // A forger would write true digests of false bytes.
      if (pass.correct_sums) AddPackSums(files, SodiumCrypto());
      ++tried;
      if (VerifyPack(files, pass.request, SodiumCrypto()).genuine) {
        ++unnoticed;
        static_cast<void>(
            std::fprintf(stderr, "unnoticed: %s, byte %zu, bit %d\n", name.c_str(), place, bit));
      }
      files[name][place] = bytes[place];
    }
  }
  static_cast<void>(std::printf("%s digest: %zu changes tried, %zu unnoticed\n",
                                pass.correct_sums ? "without" : "with", tried, unnoticed));
  return unnoticed;
}

absl::StatusOr<size_t> Run(absl::string_view folder, absl::string_view pin) {
  PosixFileSystem file_system;
  VerifyRequest request;
  ASSIGN_OR_RETURN(request.charter, ParsePin(pin));
  ASSIGN_OR_RETURN(const PackFiles files, ReadPack(folder, file_system));
  const PackVerdict verdict = VerifyPack(files, request, SodiumCrypto());
  if (!verdict.genuine) return verdict.steps.back().status;
  // The forger's sums must be right, or the second pass would prove nothing.
  PackFiles corrected = files;
  AddPackSums(corrected, SodiumCrypto());
  if (corrected != files) return absl::InternalError("SHA256SUMS is written otherwise here");

  const char* size = std::getenv("LIAISON_LONG");  // NOLINT(concurrency-mt-unsafe): one thread
  const bool in_full = size != nullptr && *size != '\0' && *size != '0';
  size_t unnoticed = TryEveryByte(
      files, {.request = request, .correct_sums = true, .step = in_full ? size_t{1} : size_t{16}});
  request.digest = verdict.digest;
  unnoticed += TryEveryByte(files, {.request = request});
  return unnoticed;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (argc < 3) {
    static_cast<void>(std::fprintf(stderr, "usage: %s PACK CHARTER_GROUP...\n", argv[0]));
    return 2;
  }
  const absl::StatusOr<size_t> unnoticed =
      liaison::Run(argv[1], absl::StrJoin(argv + 2, argv + argc, " "));
  if (!unnoticed.ok()) {
    static_cast<void>(
        std::fprintf(stderr, "%s\n", std::string(unnoticed.status().message()).c_str()));
    return 1;
  }
  return *unnoticed == 0 ? 0 : 1;
}
