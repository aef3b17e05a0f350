// A plugin's bundle: manifest and static binary, kept under the data folder by digest and verified
// before every start. Source: DESIGN section 7; PLUGINS section 6, step 8.
#ifndef LIAISON_HUB_PLUGIN_HOST_BUNDLE_H_
#define LIAISON_HUB_PLUGIN_HOST_BUNDLE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"
#include "proto/text/hash.h"

namespace liaison {

inline constexpr size_t kBinaryBytesMax = size_t{48} << 20;

struct Bundle {
  std::string manifest;
  std::string binary;
};

// SHA-256 over the manifest's length (8 bytes, big-endian), the manifest, the binary.
Hash DigestOf(const Bundle& bundle);

class BundleFolder {
 public:
  // `files` outlives it.
  BundleFolder(FileSystem& files, absl::string_view data_path);

  // Stores it; the same bundle twice is fine. Errors: InvalidArgument (manifest; SIZE), as
  // FileSystem.
  absl::StatusOr<Hash> Add(const Bundle& bundle);
  // Errors: DataLoss BUNDLE (it is not what was installed), as FileSystem.
  absl::StatusOr<Bundle> Load(absl::string_view plugin, const Hash& digest) const;

 private:
  std::string PathOf(absl::string_view plugin, const Hash& digest) const;

  FileSystem& files_;
  const std::string path_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_BUNDLE_H_
