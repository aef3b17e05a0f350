#include "clients/core/report_pack/pack_zip.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

// Other tools may have made it, so it need not print as the same bytes; what we make of it must.
bool TryPackZip(absl::string_view input) {
  const absl::StatusOr<PackFiles> files = UnzipPack(input);
  if (!files.ok()) return false;
  const absl::StatusOr<std::string> zip = ZipPack(*files);
  LIAISON_CHECK(zip.ok());
  const absl::StatusOr<PackFiles> again = UnzipPack(*zip);
  LIAISON_CHECK(again.ok() && *again == *files);
  return true;
}

const FuzzTarget kPackZipTarget("pack_zip", TryPackZip);

}  // namespace
}  // namespace liaison
