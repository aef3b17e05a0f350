#include "hub/plugin_host/bundle.h"

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/manifest.h"
#include "hub/store/keys.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
Hash DigestOf(const Bundle& bundle) {
  Sha256Stream digest;
  digest.Update(PrintNumber(bundle.manifest.size()));
  digest.Update(bundle.manifest);
  digest.Update(bundle.binary);
  return digest.Finish();
}

BundleFolder::BundleFolder(FileSystem& files, absl::string_view data_path)
    : files_(files), path_(JoinPath(data_path, "plugins")) {}

std::string BundleFolder::PathOf(absl::string_view plugin, const Hash& digest) const {
  return JoinPath(JoinPath(path_, plugin), ToHex(digest));
}

absl::StatusOr<Hash> BundleFolder::Add(const Bundle& bundle) {
  if (bundle.binary.empty() || bundle.binary.size() > kBinaryBytesMax) {
    return Malformed("plugin", "SIZE", "the plugin's binary must have 1 byte to 48 MiB");
  }
  ASSIGN_OR_RETURN(const PluginManifest manifest, ParseManifest(bundle.manifest));
  const Hash digest = DigestOf(bundle);
  const std::string path = PathOf(manifest.id, digest);
  RETURN_IF_ERROR(files_.MakeDirectories(path));
  RETURN_IF_ERROR(files_.Write(JoinPath(path, "plugin"), bundle.binary));
  RETURN_IF_ERROR(files_.Write(JoinPath(path, "manifest.textproto"), bundle.manifest));
  return digest;
}

absl::StatusOr<Bundle> BundleFolder::Load(absl::string_view plugin, const Hash& digest) const {
  const std::string path = PathOf(plugin, digest);
  Bundle bundle;
  ASSIGN_OR_RETURN(bundle.binary, files_.Read(JoinPath(path, "plugin"), kBinaryBytesMax));
  ASSIGN_OR_RETURN(bundle.manifest,
                   files_.Read(JoinPath(path, "manifest.textproto"), kManifestBytesMax));
  if (DigestOf(bundle) == digest) return bundle;
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the files of plugin ", plugin,
                                " are not those that were installed: it is not started. Look who "
                                "changed them, then install it again"),
                   {.reason = "BUNDLE", .subject = std::string(plugin), .field = ""});
}

}  // namespace liaison
