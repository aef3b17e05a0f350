// The fonts that reports are drawn with, and no others, whatever else is installed or configured on
// the machine: a font that differs by a byte may draw another page. Source: REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_PRINT_PINNED_FONTS_H_
#define LIAISON_CLIENTS_CORE_PRINT_PINNED_FONTS_H_

#include <array>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Fontconfig's own name for it, so that only who draws needs its header.
struct _FcConfig;

namespace liaison {

// Debian's fonts-noto-core 20201225. Never its Noto Naskh Arabic: that draws the Urdu forms of
// the digits four, six and seven.
struct PinnedFont {
  absl::string_view file;
  absl::string_view sha256;  // hex
};
inline constexpr std::array<PinnedFont, 4> kPinnedFonts = {{
    {"NotoSans-Bold.ttf", "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5"},
    {"NotoSans-Regular.ttf", "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d"},
    {"NotoSansArabic-Bold.ttf", "ded6fc7359ca36d15d7aab9ef0c066e21ce48b26a069994d6602fa2cb9a1b952"},
    {"NotoSansArabic-Regular.ttf",
     "504d7407d86875acf7d04dfaa0fd7524d0b8797723bc4aa18022f29db25b0b6e"},
}};
inline constexpr absl::string_view kFontFolder = "/usr/share/fonts/truetype/noto";

// Thread: one at a time.
class PinnedFonts {
 public:
  // Compares every file with its hash. Errors: FailedPrecondition FONT (absent or another one; the
  // subject is its file).
  static absl::StatusOr<PinnedFonts> Open(absl::string_view folder);

  _FcConfig* config() const { return config_.get(); }

 private:
  struct Destroy {
    void operator()(_FcConfig* config) const;
  };
  PinnedFonts() = default;

  std::unique_ptr<_FcConfig, Destroy> config_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_PINNED_FONTS_H_
