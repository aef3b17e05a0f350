#include "proto/wire/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "proto/base/check.h"

namespace liaison {
namespace {

// Fetched once: an implicit fetch at every EVP_DigestInit costs more than hashing a header. Never
// freed, so that it outlives every thread.
const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  LIAISON_CHECK(md != nullptr);
  return md;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Context NewContext() {
  Context context(EVP_MD_CTX_new());
  LIAISON_CHECK(context != nullptr);
  return context;
}

Hash FinishInto(EVP_MD_CTX* context) {
  Hash hash;
  unsigned int size = 0;
  LIAISON_CHECK(EVP_DigestFinal_ex(context, hash.bytes.data(), &size) == 1);
  LIAISON_CHECK(size == Hash::kSize);
  return hash;
}

// HMAC over the parts in order, into `out`; the state, which holds the key, is wiped.
void HmacInto(absl::string_view key, std::initializer_list<absl::string_view> parts, uint8_t* out) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const uint8_t*>(key.data()), key.size());
  for (absl::string_view part : parts) {
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const uint8_t*>(part.data()),
                                  part.size());
  }
  crypto_auth_hmacsha256_final(&state, out);
  Wipe(&state, sizeof(state));
}

}  // namespace

Hash Sha256(absl::string_view bytes) {
  thread_local const Context context = NewContext();
  LIAISON_CHECK(EVP_DigestInit_ex2(context.get(), Sha256Algorithm(), nullptr) == 1);
  LIAISON_CHECK(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
  return FinishInto(context.get());
}

struct Sha256Stream::State {
  Context context = NewContext();
  bool finished = false;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  LIAISON_CHECK(EVP_DigestInit_ex2(state_->context.get(), Sha256Algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Update(absl::string_view bytes) {
  LIAISON_CHECK(!state_->finished);
  LIAISON_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Hash Sha256Stream::Finish() {
  LIAISON_CHECK(!state_->finished);
  state_->finished = true;
  return FinishInto(state_->context.get());
}

Hash HmacSha256(absl::string_view key, absl::string_view message) {
  Hash mac;
  HmacInto(key, {message}, mac.bytes.data());
  return mac;
}

Secret HkdfSha256(absl::string_view input_key, absl::string_view salt, absl::string_view info,
                  size_t size) {
  LIAISON_CHECK(size <= 255 * Hash::kSize);
  Secret pseudorandom_key(Hash::kSize);
  HmacInto(salt, {input_key}, pseudorandom_key.data());
  Secret out(size);
  Secret block(Hash::kSize);
  absl::string_view previous;  // T(0) is empty
  uint8_t counter = 0;
  for (size_t done = 0; done < size; done += Hash::kSize) {
    ++counter;
    const absl::string_view counter_byte(reinterpret_cast<const char*>(&counter), 1);
    HmacInto(pseudorandom_key.view(), {previous, info, counter_byte}, block.data());
    std::memcpy(out.data() + done, block.data(), std::min(Hash::kSize, size - done));
    previous = block.view();
  }
  return out;
}

}  // namespace liaison
