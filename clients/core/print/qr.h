// A QR code as a square of dark and light modules. Source: ISO/IEC 18004, by libqrencode.
#ifndef LIAISON_CLIENTS_CORE_PRINT_QR_H_
#define LIAISON_CLIENTS_CORE_PRINT_QR_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

struct QrCode {
  size_t width = 0;        // modules a side, without the light margin of 4 that a reader needs
  std::vector<bool> dark;  // row by row from the top
};

// Medium error correction: a folded or stained page is still read. Errors: InvalidArgument QR_SIZE
// (more than a code holds, 2331 bytes, or nothing).
absl::StatusOr<QrCode> MakeQrCode(absl::string_view bytes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_QR_H_
