// Sealed notices of one device to one mailbox, made and signed beforehand. The body is random: the
// hub, which cannot open it, sees no difference.
#ifndef LIAISON_TESTS_REAL_HUB_NOTICE_CHAIN_H_
#define LIAISON_TESTS_REAL_HUB_NOTICE_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "proto/base/random.h"
#include "proto/liaison/v1/hub.pb.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/wire/sign.h"

namespace liaison {

// What a test wants to see again in header or body.
struct NoticeContent {
  std::string ladder{};    // its id; empty: none
  bool escalates = false;  // to the head of the office it goes to, after ten minutes
  std::string canary{};    // the body begins with it
  std::optional<Hash> follows{};
};

struct SignedNotice {
  v1::SubmitRequest request;
  Hash hash;           // of the header's text, as its leaf names it
  std::string ladder;  // as asked for
};

// Thread: one.
class NoticeChain {
 public:
  static constexpr size_t kSealedBytes = 4096;  // the smallest bucket (CRYPTO 1.5)

  struct Route {
    std::string ns;
    MailboxId as;
    MailboxId to;
    Seen seen;
    int64_t expires_s = 0;
    std::optional<PolicyRef> ladder{};
  };
  // All outlive the chain.
  NoticeChain(const Route& route, const NoteSigner& device, Random& random);

  // The next of the chain; each must be accepted before the hub takes the one after it.
  SignedNotice Next(const NoticeContent& content = {});

 private:
  const NoteSigner& device_;
  Random& random_;
  EnvelopeHeader header_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_NOTICE_CHAIN_H_
