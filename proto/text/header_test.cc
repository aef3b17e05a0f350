#include "proto/text/header.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/text/note.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

EnvelopeHeader ExampleHeader() { return *ParseHeader(kTestNs, GrammarOf("header").example); }

TEST(Header, ReadsWhatTheExampleSays) {
  const EnvelopeHeader header = ExampleHeader();
  EXPECT_EQ(header.hub, "deescalation.example/log");
  EXPECT_EQ(header.id[1], 0x23);
  EXPECT_EQ(header.as, (MailboxId{"tur", Role::kDuty}));
  EXPECT_EQ(header.to.size(), 2u);
  EXPECT_EQ(header.info, (std::vector<MailboxId>{{"un", Role::kDuty}}));
  EXPECT_EQ(header.precedence, Precedence::kFlash);
  EXPECT_EQ(header.ack_within_s, 600u);
  EXPECT_EQ(header.ladder, (PolicyRef{"L-STD", 1}));
  EXPECT_EQ(header.escalate[1], (EscalateLine{"irn", 3, 1200, {"irn", Role::kJwg}}));
  EXPECT_EQ(header.tags[0].slot, "kind");
  EXPECT_EQ(header.withdraws, (std::vector<Hash>{TestHash(1)}));
  EXPECT_EQ(header.attach[1], (HeaderAttachment{TestHash(4), 70000}));
  EXPECT_EQ(header.from, "deescalation.example/tur/d07");
  EXPECT_EQ(header.reseal, std::nullopt);
  EXPECT_EQ(header.streams[0], (StreamLine{"irn/duty", 57, TestHash(5)}));
  EXPECT_EQ(header.seen, (Seen{TreeSize(599), TestHash(7)}));
  EXPECT_EQ(header.sealed, TestHash(8));
  EXPECT_EQ(header.sealed_size, 8192u);
}

TEST(Header, StablePartEndsBeforeFrom) {
  const std::string& example = GrammarOf("header").example;
  const absl::string_view stable = StablePartOf(example);
  EXPECT_EQ(stable, PrintStablePart(ExampleHeader()));
  EXPECT_TRUE(absl::StartsWith(example.substr(stable.size()), "from "));
}

TEST(Header, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals(
      "header",
      {{"hub deescalation.example/log", "hub other.example/log", "hub", "ORIGIN"},
       {"id 0123456789abcdef", "id 0123456789ABCDEF", "id", "HEX"},
       {"id 01", "id ", "id", "LENGTH"},
       {"as tur/duty", "as tur/boss", "as", "MAILBOX"},
       {"as tur/duty", "as tur duty", "as", "MAILBOX"},
       {"as tur/duty\n", "", "as", "MISSING"},
       {"to irn/duty\nto rus/duty\n", "to rus/duty\nto irn/duty\n", "to", "ORDER"},
       {"to irn/duty\n", "to irn/duty\nto irn/duty\n", "to", "DUPLICATE"},
       {"to irn/duty\nto rus/duty\n", "", "to", "COUNT"},
       {"info un/duty", "info rus/duty", "info", "DUPLICATE"},
       {"precedence flash", "precedence Flash", "precedence", "PRECEDENCE"},
       {"ack-within 600", "ack-within 0600", "ack-within", "INTEGER"},
       {"ack-within 600", "ack-within +600", "ack-within", "INTEGER"},
       {"ack-within 600", "ack-within 0", "ack-within", "INTEGER"},
       {"ack-within 600", "ack-within 2592001", "ack-within", "INTEGER"},
       {"ack-within 600", "ack-within 99999999999999999999999", "ack-within", "INTEGER"},
       {"ladder L-STD 1", "ladder l-std 1", "ladder", "POLICY"},
       {"ladder L-STD 1", "ladder L-STD", "ladder", "WORDS"},
       {"ladder L-STD 1", "ladder L-STD  1", "ladder", "WORDS"},
       {"ladder L-STD 1", "ladder L-STD 1 ", "ladder", "WORDS"},
       {"escalate irn 2", "escalate irn 1", "escalate", "INTEGER"},
       {"escalate irn 2", "escalate irn 4", "escalate", "ORDER"},
       {"tag kind", "tag name", "tag", "SLOT"},
       {"tag kind AAECAwQFBgcICQoLDA0ODw==", "tag kind AAECAwQFBgcICQoLDA0ODx==", "tag", "BASE64"},
       {"tag kind AAECAwQFBgcICQoLDA0ODw==", "tag kind AAECAwQFBgcICQoLDA0ODw", "tag", "BASE64"},
       {absl::StrCat("attach ", HashText(3)), absl::StrCat("attach ", HashText(5)), "attach",
        "ORDER"},
       {"4096", "0", "attach", "INTEGER"},
       {"from deescalation.example/tur/d07", "from other.example/tur/d07", "from", "NAME"},
       {"from deescalation.example/tur/d07", "from deescalation.example/tur/r01", "from", "NAME"},
       {"reseal -", "reseal", "reseal", "VALUE"},
       {"reseal -\n", "", "reseal", "MISSING"},
       {"pouch none", "pouch courier", "pouch", "POUCH"},
       {"expires 1796688000\npouch none", "pouch none\nexpires 1796688000", "expires", "ORDER"},
       {"stream rus/duty 1 ", "stream rus/duty 2 ", "stream", "STREAM"},
       {"stream irn/duty 57", "stream irn/duty 1", "stream", "STREAM"},
       {"stream irn/duty 57", "stream irn/duty 0", "stream", "INTEGER"},
       {"stream irn/duty 57", "stream hub 57", "stream", "MAILBOX"},
       {"stream un/duty", "stream un/head", "stream", "STREAMS"},
       {"seen 599", "seen 0", "seen", "INTEGER"},
       {"sealed ", "sealed\n", "sealed", "VALUE"}});
}

TEST(Header, RefusesAMissingStreamLine) {
  ExpectRefusals("header",
                 {{absl::StrCat("stream un/duty 2 ", HashText(6), "\n"), "", "stream", "STREAMS"}});
}

TEST(Header, NeedsAResealToHaveNoStreams) {
  EnvelopeHeader header = ExampleHeader();
  header.reseal = TestHash(9);
  ExpectRefusal(ParseHeader(kTestNs, PrintHeader(header)).status(), "stream", "STREAMS");
  header.streams.clear();
  EXPECT_EQ(*ParseHeader(kTestNs, PrintHeader(header)), header);
}

TEST(Header, RefusesASeventeenthAddressee) {
  EnvelopeHeader header = ExampleHeader();
  header.info.clear();
  header.to.clear();
  header.streams.clear();
  for (char c = 'a'; c < 'a' + 16; ++c) {
    header.to.push_back({std::string(1, c), Role::kDuty});
    header.streams.push_back({header.to.back().ToString(), 2, TestHash(1)});
  }
  EXPECT_EQ(*ParseHeader(kTestNs, PrintHeader(header)), header);
  header.to.push_back({"z", Role::kDuty});
  header.streams.push_back({"z/duty", 2, TestHash(1)});
  ExpectRefusal(ParseHeader(kTestNs, PrintHeader(header)).status(), "to", "COUNT");
}

TEST(Header, RefusesNineKibibytes) {
  EnvelopeHeader header = ExampleHeader();
  for (uint8_t i = 10; PrintHeader(header).size() <= 9 * 1024; ++i) {
    header.follows.push_back(TestHash(i));
  }
  ExpectRefusal(ParseHeader(kTestNs, PrintHeader(header)).status(), "text", "SIZE");
}

TEST(Header, DoesNotRepeatContentInItsErrors) {
  const std::string wrong =
      Replaced(GrammarOf("header").example, "to irn/duty\n", "Secret words of a notice\n");
  const absl::Status status = ParseHeader(kTestNs, wrong).status();
  EXPECT_FALSE(absl::StrContains(status.message(), "Secret")) << status;
}

EnvelopeHeader RandomHeader(TestRandom& random) {
  const auto hash = [&random] { return TestHash(static_cast<uint8_t>(1 + random.Below(255))); };
  EnvelopeHeader header = ExampleHeader();
  header.to.clear();
  header.info.clear();
  header.streams.clear();
  for (char c = 'a'; c < 'i'; ++c) {
    const MailboxId mailbox{absl::StrCat(std::string(1, c), random.Coin() ? "-x" : ""),
                            static_cast<Role>(random.Below(4))};
    if (c == 'a' || random.Coin()) {
      header.to.push_back(mailbox);
    } else {
      header.info.push_back(mailbox);
    }
    const uint64_t counter = 1 + random.Below(3);
    header.streams.push_back({mailbox.ToString(), counter, counter == 1 ? Hash() : hash()});
  }
  header.precedence = static_cast<Precedence>(random.Below(kPrecedences));
  if (random.Coin()) header.ack_within_s = std::nullopt;
  if (random.Coin()) header.ladder = std::nullopt;
  if (random.Coin()) header.escalate.clear();
  if (random.Coin()) header.attach.clear();
  if (random.Coin()) {
    header.reseal = hash();
    header.streams.clear();
  }
  header.expires_s = static_cast<int64_t>(random.Below(253402300800));
  header.seen = {TreeSize(1 + random.Below(uint64_t{1} << 53) / 2), hash()};
  header.sealed = hash();
  header.sealed_size = 1 + random.Below(1000000);
  return header;
}

TEST(Header, ReadsBackWhateverWellFormedHeaderIsPrinted) {
  const uint64_t seed = 17;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  TestRandom random(seed);
  for (int round = 0; round < 1000; ++round) {
    const EnvelopeHeader header = RandomHeader(random);
    const absl::StatusOr<EnvelopeHeader> again = ParseHeader(kTestNs, PrintHeader(header));
    ASSERT_TRUE(again.ok()) << again.status() << "\n" << PrintHeader(header);
    ASSERT_EQ(*again, header);
  }
}

}  // namespace
}  // namespace liaison
