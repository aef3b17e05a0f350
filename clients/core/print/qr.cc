#include "clients/core/print/qr.h"

#include <qrencode.h>

#include <memory>

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr size_t kMaxBytes = 2331;  // version 40, level M

}  // namespace

absl::StatusOr<QrCode> MakeQrCode(absl::string_view bytes) {
  if (bytes.empty() || bytes.size() > kMaxBytes) {
    return Malformed("qr", "QR_SIZE", "a QR code holds 1 to 2331 bytes");
  }
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(bytes.size()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), /*version=*/0,
                        QR_ECLEVEL_M),
      &QRcode_free);
  if (code == nullptr) return Malformed("qr", "QR_SIZE", "these bytes make no QR code");
  QrCode made{.width = static_cast<size_t>(code->width)};
  // The lowest bit of each byte is the module; the others are the library's.
  for (size_t i = 0; i < made.width * made.width; ++i)
    made.dark.push_back((code->data[i] & 1) != 0);
  return made;
}

}  // namespace liaison
