#include "proto/text/names.h"

#include <limits>

#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(Names, FollowTheirShapes) {
  for (const absl::string_view name : {"a", "9", "a.b/c-d_e", "deescalation.example/log"}) {
    EXPECT_TRUE(IsName(name)) << name;
  }
  for (const absl::string_view name : {"", ".a", "a.", "a/", "A", "a b", "a+b", "-", "\xC3\xA7"}) {
    EXPECT_FALSE(IsName(name)) << name;
  }
  EXPECT_TRUE(IsName(std::string(96, 'a')));
  EXPECT_FALSE(IsName(std::string(97, 'a')));
}

TEST(Names, OfOfficesAreShort) {
  for (const absl::string_view name : {"tur", "un", "un-obs", "1a", "abcdefghijklmnop"}) {
    EXPECT_TRUE(IsOffice(name)) << name;
  }
  for (const absl::string_view name :
       {"", "-a", "a-", "a/b", "a.b", "a_b", "TUR", "abcdefghijklmnopq"}) {
    EXPECT_FALSE(IsOffice(name)) << name;
  }
}

TEST(Names, OfKeysTellTheirPurpose) {
  for (const absl::string_view label : {"d07", "d12", "d123", "d1234"}) {
    EXPECT_TRUE(IsDeviceLabel(label)) << label;
  }
  for (const absl::string_view label : {"", "d", "d1", "d12345", "D07", "r07", "d0x"}) {
    EXPECT_FALSE(IsDeviceLabel(label)) << label;
  }
  EXPECT_TRUE(IsRegistrarLabel("r01"));
  for (const absl::string_view label : {"r1", "r001", "d01"}) {
    EXPECT_FALSE(IsRegistrarLabel(label)) << label;
  }
}

TEST(Names, OfPoliciesAreInCapitals) {
  EXPECT_TRUE(IsPolicyId("L-STD"));
  EXPECT_TRUE(IsPolicyId(std::string(32, 'L')));
  for (const std::string& id : {std::string(), std::string("1A"), std::string("-A"),
                                std::string("l"), std::string("L_"), std::string(33, 'L')}) {
    EXPECT_FALSE(IsPolicyId(id)) << id;
  }
}

TEST(DeviceName, ComesApartAndTogether) {
  const DeviceName name = *ParseDeviceName("deescalation.example/tur/d07");
  EXPECT_EQ(name, (DeviceName{"deescalation.example", "tur", "d07"}));
  EXPECT_EQ(name.ToString(), "deescalation.example/tur/d07");
  EXPECT_TRUE(ParseDeviceName("ns/tur/root").ok());
  EXPECT_TRUE(ParseDeviceName("ns/tur/witness").ok());
  for (const absl::string_view wrong :
       {"", "tur/d07", "a/b/tur/d07", "ns//d07", "/tur/d07", "ns/tur/", "ns/tur/x07", "ns/TUR/d07",
        "ns/tur/d07 ", "ns./tur/d07", "ns/tur/d07/"}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(ParseDeviceName(wrong).status(), "", "NAME");
  }
}

TEST(Mailbox, IsAnOfficeAndARole) {
  for (const Role role : {Role::kDuty, Role::kHead, Role::kJwg, Role::kEditor}) {
    const MailboxId id{"irn", role};
    EXPECT_EQ(*ParseMailbox(id.ToString()), id);
  }
  for (const absl::string_view wrong : {"", "irn", "irn/", "/duty", "irn/boss", "irn/duty/x",
                                        "a/irn/duty", "IRN/duty", "irn/Duty"}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(ParseMailbox(wrong).status(), "", "MAILBOX");
  }
}

TEST(Mailbox, IsOrderedAsItsText) {
  EXPECT_LT((MailboxId{"irn", Role::kDuty}), (MailboxId{"irn", Role::kEditor}));
  EXPECT_LT((MailboxId{"irn", Role::kEditor}), (MailboxId{"irn", Role::kHead}));
  EXPECT_LT((MailboxId{"a-b", Role::kDuty}), (MailboxId{"a", Role::kDuty}));  // '-' before '/'
}

TEST(Precedence, IsOrderedByUrgency) {
  EXPECT_EQ(*ParsePrecedence("flash"), Precedence::kFlash);
  EXPECT_LT(*ParsePrecedence("immediate"), *ParsePrecedence("priority"));
  EXPECT_EQ(PrecedenceName(Precedence::kRoutine), "routine");
  ExpectRefusal(ParsePrecedence("urgent").status(), "", "PRECEDENCE");
}

TEST(Decimal, HasOneSpellingAndALimit) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(*ParseDecimal("0", 0), 0u);
  EXPECT_EQ(*ParseDecimal("18446744073709551615", kMax), kMax);
  EXPECT_EQ(*ParseDecimal("9", 9), 9u);
  for (const absl::string_view wrong :
       {"", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "18446744073709551616",
        "99999999999999999999", "184467440737095516150"}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(ParseDecimal(wrong, kMax).status(), "", "INTEGER");
  }
  ExpectRefusal(ParseDecimal("10", 9).status(), "", "INTEGER");
  ExpectRefusal(ParseDecimal("4", 3).status(), "", "INTEGER");
  ExpectRefusal(ParseDecimal("1", 0).status(), "", "INTEGER");
}

}  // namespace
}  // namespace liaison
