// What Cairo writes its files to.
#ifndef LIAISON_CLIENTS_CORE_PRINT_BYTE_STREAM_H_
#define LIAISON_CLIENTS_CORE_PRINT_BYTE_STREAM_H_

#include <cairo.h>

#include <string>

namespace liaison {

// `bytes` is a std::string.
inline cairo_status_t AppendBytes(void* bytes, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_BYTE_STREAM_H_
