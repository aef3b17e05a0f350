#include "clients/core/print/pinned_fonts.h"

#include <fontconfig/fontconfig.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

absl::Status FontError(absl::string_view path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the font ", path, " ", what,
                                ": install Debian's fonts-noto-core, version 20201225"),
                   {.reason = "FONT", .subject = std::string(path)});
}

absl::Status Check(const PinnedFont& font, const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.good()) return FontError(path, "is not there");
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (ToHex(Sha256(bytes)) != font.sha256) return FontError(path, "is another one");
  return absl::OkStatus();
}

}  // namespace

void PinnedFonts::Destroy::operator()(_FcConfig* config) const { FcConfigDestroy(config); }

absl::StatusOr<PinnedFonts> PinnedFonts::Open(absl::string_view folder) {
  PinnedFonts fonts;
  // Empty: neither the machine's configuration nor the user's is read into it.
  fonts.config_.reset(FcConfigCreate());
  for (const PinnedFont& font : kPinnedFonts) {
    const std::string path = absl::StrCat(folder, "/", font.file);
    RETURN_IF_ERROR(Check(font, path));
    if (FcConfigAppFontAddFile(fonts.config_.get(),
                               reinterpret_cast<const FcChar8*>(path.c_str())) != FcTrue) {
      return FontError(path, "cannot be read");
    }
  }
  return fonts;
}

}  // namespace liaison
