#include "proto/text/act.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(Receipt, ReadsWhatTheExampleSays) {
  const Receipt receipt = *ParseReceipt(kTestNs, GrammarOf("receipt").example);
  EXPECT_EQ(receipt.nonce[15], 0x0F);
  EXPECT_EQ(receipt.from, "deescalation.example/irn/d02");
  EXPECT_EQ(receipt.as, (MailboxId{"irn", Role::kDuty}));
  EXPECT_EQ(receipt.on_behalf, (OnBehalf{{"irn", Role::kHead}, TestHash(1)}));
  EXPECT_EQ(receipt.target, TestHash(2));
  EXPECT_EQ(receipt.index, LeafIndex(599));
  EXPECT_EQ(receipt.state, ReceiptState::kRefused);
  EXPECT_EQ(receipt.reason, "outside_authority");
  EXPECT_EQ(receipt.detail, TestHash(3));
  EXPECT_EQ(receipt.stream, (StreamLine{"tur/duty", 7, TestHash(4)}));
}

TEST(Receipt, LeavesOutWhatItDoesNotHave) {
  Receipt receipt = *ParseReceipt(kTestNs, GrammarOf("receipt").example);
  receipt.on_behalf = std::nullopt;
  receipt.index = std::nullopt;
  receipt.reason.clear();
  receipt.detail = std::nullopt;
  receipt.stream = {"hub", 1, Hash()};
  EXPECT_EQ(*ParseReceipt(kTestNs, PrintReceipt(receipt)), receipt);
}

TEST(Receipt, KnowsEveryState) {
  for (int i = 0; i < 7; ++i) {
    const ReceiptState state = static_cast<ReceiptState>(i);
    EXPECT_EQ(*ParseReceiptState(ReceiptStateName(state)), state);
  }
  ExpectRefusal(ParseReceiptState("seen").status(), "", "STATE");
}

TEST(Receipt, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("receipt",
                 {{"hub deescalation.example/log", "hub deescalation.example/hub", "hub", "ORIGIN"},
                  {"nonce 00", "nonce ", "nonce", "LENGTH"},
                  {"on-behalf irn/head ", "on-behalf irn/head  ", "on-behalf", "WORDS"},
                  {"index 599", "index none", "index", "INTEGER"},
                  {"state refused", "state REFUSED", "state", "STATE"},
                  {"state refused\n", "", "state", "MISSING"},
                  {"reason outside_authority", "reason Outside", "reason", "CODE"},
                  {"stream tur/duty 7", "stream tur 7", "stream", "MAILBOX"},
                  {"stream tur/duty 7", "stream hub 1", "stream", "STREAM"},
                  {"stream tur/duty 7", "streams tur/duty 7", "stream", "MISSING"}});
}

}  // namespace
}  // namespace liaison
