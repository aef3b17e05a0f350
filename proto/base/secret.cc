#include "proto/base/secret.h"

#include <sodium.h>

#include <cstring>
#include <utility>

#include "proto/base/check.h"

namespace liaison {

Secret::Secret(size_t size) : size_(size) {
  if (size == 0) return;
  LIAISON_CHECK(sodium_init() >= 0);
  data_ = static_cast<uint8_t*>(sodium_malloc(size));
  LIAISON_CHECK(data_ != nullptr);
  std::memset(data_, 0, size);
}

Secret Secret::CopyOf(absl::string_view bytes) {
  Secret secret(bytes.size());
  if (!bytes.empty()) std::memcpy(secret.data_, bytes.data(), bytes.size());
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  sodium_free(data_);
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

Secret::~Secret() { sodium_free(data_); }

bool operator==(const Secret& a, const Secret& b) {
  if (a.size_ != b.size_) return false;
  return a.size_ == 0 || sodium_memcmp(a.data_, b.data_, a.size_) == 0;
}

void Wipe(void* data, size_t size) { sodium_memzero(data, size); }

}  // namespace liaison
