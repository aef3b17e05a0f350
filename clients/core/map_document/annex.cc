#include <cstddef>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/core/map_document/degrees.h"
#include "clients/core/map_document/geojson.h"

namespace liaison {
namespace {

constexpr int kDegreesWidth = 11;
constexpr int kDmsWidth = 17;  // in characters; the degree sign is two bytes

class AnnexPrinter {
 public:
  AnnexPrinter(const Phrasebook& phrasebook, Language language)
      : phrasebook_(phrasebook), language_(language) {}

  std::string Print(const MapDocument& document) {
    Line(phrasebook_.Message(language_, "map.annex.title", {document.map, document.version}));
    Line(NameIn(document.title));
    Line(phrasebook_.Message(language_, "map.annex.digest",
                             {ToHex(MapDigest(PrintMapDocument(document)))}));
    Line(phrasebook_.Message(language_, "map.annex.rule"));
    for (const MapFeature& feature : document.features) Feature(feature);
    Line("");
    Line(phrasebook_.Message(language_, "map.annex.signatures"));
    return std::move(out_);
  }

 private:
  void Line(absl::string_view text) { absl::StrAppend(&out_, text, "\n"); }

  // In the reader's language, else in any: a name in another script beats none.
  std::string NameIn(const MapNames& names) const {
    const auto found = names.find(std::string(LanguageCode(language_)));
    if (found != names.end()) return found->second;
    return names.empty() ? "" : names.begin()->second;
  }

  void Feature(const MapFeature& feature) {
    Line("");
    Line(phrasebook_.Message(language_, "map.annex.feature", {NameIn(feature.names), feature.id}));
    if (const auto* polygons = std::get_if<MapMultiPolygon>(&feature.geometry)) {
      for (size_t i = 0; i < polygons->size(); ++i) Polygon((*polygons)[i], i + 1);
    } else if (const auto* line = std::get_if<MapLine>(&feature.geometry)) {
      for (const MapPoint& point : *line) Point(point);
    } else {
      Point(std::get<MapPoint>(feature.geometry));
    }
  }

  void Polygon(const MapPolygon& polygon, size_t number) {
    for (size_t i = 0; i < polygon.size(); ++i) {
      Line(i == 0
               ? phrasebook_.Message(language_, "map.annex.polygon", {uint64_t{number}})
               : phrasebook_.Message(language_, "map.annex.hole", {uint64_t{number}, uint64_t{i}}));
      for (const MapPoint& point : polygon[i]) Point(point);
    }
  }

  // Digits and Latin letters in every language, so that annexes can be compared line by line.
  void Point(const MapPoint& point) {
    const auto column = [](int32_t grid, char positive, char negative) {
      return absl::StrFormat("%*s %c %*s", kDegreesWidth, PrintDegrees(std::abs(grid)),
                             grid < 0 ? negative : positive, kDmsWidth + 1, PrintDms(grid));
    };
    Line(absl::StrFormat("%8d %s %s", ++points_, column(point.lat, 'N', 'S'),
                         column(point.lon, 'E', 'W')));
  }

  const Phrasebook& phrasebook_;
  const Language language_;
  std::string out_;
  size_t points_ = 0;  // numbered through, so that one number names one point
};

}  // namespace

std::string PrintAnnex(const MapDocument& document, const Phrasebook& phrasebook,
                       Language language) {
  return AnnexPrinter(phrasebook, language).Print(document);
}

}  // namespace liaison
