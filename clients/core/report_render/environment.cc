#include "clients/core/report_render/environment.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <fribidi.h>
#include <gnu/libc-version.h>
#include <hb.h>
#include <pango/pango.h>
#include <png.h>
#include <unicode/uversion.h>
#include <zlib.h>

#include "absl/strings/str_cat.h"
#include "clients/core/print/pinned_fonts.h"
#include "clients/core/report_render/pdf_finish.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

std::string FreeTypeVersion() {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) return "";
  FT_Int major = 0;
  FT_Int minor = 0;
  FT_Int patch = 0;
  FT_Library_Version(library, &major, &minor, &patch);
  FT_Done_FreeType(library);
  return absl::StrCat(major, ".", minor, ".", patch);
}

std::string IcuVersion() {
  UVersionInfo version;
  u_getVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

// "1.0.8" of what fribidi says about itself in many lines.
std::string FribidiVersion() {
  const absl::string_view info = fribidi_version_info;
  const size_t at = info.find(") ");
  const size_t end = info.find('\n');
  if (at == absl::string_view::npos || end == absl::string_view::npos || end < at) return "";
  return std::string(info.substr(at + 2, end - at - 2));
}

// The mathematical library has functions of its own for processors that multiply and add in one
// step, and they round otherwise.
std::string Processor() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") != 0 ? "x86_64 fma" : "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "other";
#endif
}

}  // namespace

std::string EnvironmentJson(Language language, bool latin_digits) {
  Json::Object versions = {{"cairo", cairo_version_string()},
                           {"fontconfig", absl::StrCat(FcGetVersion())},
                           {"freetype", FreeTypeVersion()},
                           {"fribidi", FribidiVersion()},
                           {"geographiclib", LIAISON_GEOGRAPHICLIB_VERSION},
                           {"geos", LIAISON_GEOS_VERSION},
                           {"glibc", gnu_get_libc_version()},
                           {"harfbuzz", hb_version_string()},
                           {"icu", IcuVersion()},
                           {"libpng", png_get_libpng_ver(nullptr)},
                           {"pango", pango_version_string()},
                           {"qpdf", QpdfVersion()},
                           {"zlib", zlibVersion()}};
  Json::Object fonts;
  for (const PinnedFont& font : kPinnedFonts) {
    fonts.emplace(std::string(font.file), std::string(font.sha256));
  }
  return PrintCanonicalJson(Json::Object{{"cpu", Processor()},
                                         {"digits", latin_digits ? "latn" : "native"},
                                         {"fonts", std::move(fonts)},
                                         {"format", "liaison-render/1"},
                                         {"program", kDrawingProgram},
                                         {"language", std::string(LanguageCode(language))},
                                         {"versions", std::move(versions)}});
}

}  // namespace liaison
