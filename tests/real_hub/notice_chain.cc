#include "tests/real_hub/notice_chain.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"

namespace liaison {

NoticeChain::NoticeChain(const Route& route, const NoteSigner& device, Random& random)
    : device_(device), random_(random) {
  header_.ns = route.ns;
  header_.hub = absl::StrCat(route.ns, "/log");
  header_.as = route.as;
  header_.to = {route.to};
  header_.from = device.vkey().name;
  header_.expires_s = route.expires_s;
  header_.streams = {{.to = route.to.ToString(), .counter = 0, .prev = Hash()}};
  header_.seen = route.seen;
  header_.ladder = route.ladder;
  header_.sealed_size = kSealedBytes;
}

SignedNotice NoticeChain::Next() {
  std::string sealed(kSealedBytes, '\0');
  random_.Fill(sealed.data(), sealed.size());
  header_.id = random_.Bytes<16>();
  header_.sealed = Sha256(sealed);
  StreamLine& stream = header_.streams.front();
  ++stream.counter;
  const std::string text = PrintHeader(header_);
  SignedNotice notice{.request = {}, .hash = Sha256(text)};
  stream.prev = notice.hash;
  v1::Envelope& envelope = *notice.request.mutable_envelope();
  envelope.set_header(device_.SignNote(text));
  envelope.set_sealed(std::move(sealed));
  return notice;
}

}  // namespace liaison
