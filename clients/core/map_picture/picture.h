// A map, or the difference between two maps, as a picture for officers: on a screen, in a report,
// on the wall of a room where people negotiate. Nothing is told by colour alone. Coordinates
// prevail over any picture. Source: MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_PICTURE_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_PICTURE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/map_document/document.h"
#include "clients/core/print/picture_format.h"
#include "proto/text/hash.h"

namespace liaison {

class Canvas;
class PinnedFonts;
struct Rect;

// One version. Borrows the document.
struct PicturedMap {
  const MapDocument* document = nullptr;
  std::string name;  // "v8", "v8~3f2a91c0": final text
  Hash digest;       // of its canonical bytes
};

struct MapPicture {
  PictureFormat format = PictureFormat::kPng;  // all A4, upright
  Language language = Language::kEn;  // of labels, and of features' names where they have it
  PicturedMap was;                    // no document: a picture of `now` alone
  PicturedMap now;
  std::string state;      // of `now`, one line, final text in the language
  bool in_force = false;  // else stamped NOT IN FORCE, in the language
  // The file's date: SOURCE_DATE_EPOCH, or the instant the state is of; never the drawing's.
  int64_t time_s = 0;
  const PinnedFonts* fonts = nullptr;  // nullptr: the machine's
};

// The bytes of the file: the same for the same picture on a machine with the same fonts. Errors:
// InvalidArgument INVALID_GEOMETRY (a feature that topology refuses); ResourceExhausted (no
// memory).
absl::StatusOr<std::string> DrawMap(const MapPicture& picture, const Phrasebook& phrases);

// Into `room` of a page of another file, which is in the same language; without the margins that it
// has as a page of its own. Errors: InvalidArgument INVALID_GEOMETRY.
absl::Status DrawMapIn(Canvas& canvas, const Rect& room, const MapPicture& picture,
                       const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_PICTURE_H_
