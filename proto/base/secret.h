// Memory for secrets: from sodium_malloc (guard pages, locked, never in a core dump), wiped when it
// goes, compared in constant time, never printed. There is deliberately no conversion to a string.
#ifndef LIAISON_PROTO_BASE_SECRET_H_
#define LIAISON_PROTO_BASE_SECRET_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace liaison {

// Owns: its bytes. Movable, not copyable: a secret has one place. A moved-from Secret is empty.
// Thread: one writer or many readers.
class Secret {
 public:
  Secret() = default;
  // `size` zero bytes. Dies if no memory can be had: continuing would mean a secret elsewhere.
  explicit Secret(size_t size);
  // A copy of `bytes`; the caller wipes its own.
  static Secret CopyOf(absl::string_view bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Borrowed view for parsers; it must not outlive the Secret, nor be copied into a string.
  absl::string_view view() const { return {reinterpret_cast<const char*>(data_), size_}; }
  Secret Clone() const { return CopyOf(view()); }

  // Constant time in the content; lengths are not secret.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Overwrites `size` bytes in a way the compiler keeps.
void Wipe(void* data, size_t size);

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_SECRET_H_
