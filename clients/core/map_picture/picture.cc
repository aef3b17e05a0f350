#include "clients/core/map_picture/picture.h"

namespace liaison {

absl::StatusOr<std::string> DrawMap(const MapPicture& picture, const Phrasebook& phrases) {
  return phrases.Message(picture.language, "map.picture.title");
}

}  // namespace liaison
