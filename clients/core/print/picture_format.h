// The kinds of file that a Canvas makes; apart from it, for those who only ask for one.
#ifndef LIAISON_CLIENTS_CORE_PRINT_PICTURE_FORMAT_H_
#define LIAISON_CLIENTS_CORE_PRINT_PICTURE_FORMAT_H_

#include <cstdint>

namespace liaison {

enum class PictureFormat : uint8_t { kPng, kSvg, kPdf };

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_PICTURE_FORMAT_H_
