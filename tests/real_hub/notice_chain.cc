#include "tests/real_hub/notice_chain.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr uint32_t kEscalateAfter_s = 600;

}  // namespace

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

SignedNotice NoticeChain::Next(const NoticeContent& content) {
  std::string sealed(kSealedBytes, '\0');
  random_.Fill(sealed.data(), sealed.size());
  sealed.replace(0, content.canary.size(), content.canary);
  header_.ladder.reset();
  header_.escalate.clear();
  header_.follows.clear();
  if (!content.ladder.empty()) header_.ladder = PolicyRef{content.ladder, 1};
  if (content.follows.has_value()) header_.follows = {*content.follows};
  if (content.escalates) {
    const std::string& office = header_.to.front().office;
    header_.escalate = {{office, 2, kEscalateAfter_s, {office, Role::kHead}}};
  }
  header_.id = random_.Bytes<16>();
  header_.sealed = Sha256(sealed);
  StreamLine& stream = header_.streams.front();
  ++stream.counter;
  const std::string text = PrintHeader(header_);
  SignedNotice notice{.request = {}, .hash = Sha256(text), .ladder = content.ladder};
  stream.prev = notice.hash;
  v1::Envelope& envelope = *notice.request.mutable_envelope();
  envelope.set_header(device_.SignNote(text));
  envelope.set_sealed(std::move(sealed));
  return notice;
}

}  // namespace liaison
