#include "proto/text/bag.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

Bag SampleBag() {
  Bag bag{.ns = std::string(kTestNs),
          .from = absl::StrCat(kTestNs, "/tur/d07"),
          .time_s = 1795478400,
          .checkpoint = "a checkpoint\n"};
  // Parts may hold anything, blank lines and zero bytes too: only their lengths count.
  bag.entries.push_back({.kind = RecordKind::kEnvelope,
                         .note = "header\n\nsignature\n",
                         .sealed = std::string("\0\n\n\xff", 4)});
  bag.entries.push_back({.kind = RecordKind::kAct, .note = "an act\n", .sealed = ""});
  return bag;
}

// "FIELD RULE" of the refusal, or "" where the bag was read.
std::string RefusalOf(absl::string_view bytes) {
  const absl::StatusOr<Bag> bag = ParseBag(kTestNs, bytes);
  if (bag.ok()) return "";
  EXPECT_EQ(bag.status().code(), absl::StatusCode::kInvalidArgument);
  const ErrorDetail detail = DetailOf(bag.status()).value_or(ErrorDetail());
  return absl::StrCat(detail.field, " ", detail.reason);
}

std::string With(absl::string_view from, absl::string_view to) {
  return absl::StrReplaceAll(PrintBag(SampleBag()), {{from, to}});
}

TEST(Bag, ReadsWhatItPrints) {
  const Bag bag = SampleBag();
  EXPECT_EQ(*ParseBag(kTestNs, PrintBag(bag)), bag);
  Bag empty = bag;
  empty.entries.clear();
  EXPECT_EQ(*ParseBag(kTestNs, PrintBag(empty)), empty);
}

TEST(Bag, IsRefusedWhereverItIsCutOff) {
  const std::string bytes = PrintBag(SampleBag());
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(RefusalOf(absl::string_view(bytes).substr(0, length)), "") << length;
  }
  EXPECT_EQ(RefusalOf(bytes.substr(0, bytes.size() - 1)), "entry LENGTH");
}

TEST(Bag, IsRefusedWhereMoreFollows) {
  EXPECT_EQ(RefusalOf(absl::StrCat(PrintBag(SampleBag()), "x")), "end LENGTH");
}

TEST(Bag, NamesFieldAndRuleOfItsRefusals) {
  EXPECT_EQ(RefusalOf("tur/d07 sends you this"), "text NEWLINE");
  EXPECT_EQ(RefusalOf(With("/bag/v1", "/bag/v2")), "text TYPE");
  EXPECT_EQ(RefusalOf(With("/tur/d07", "/turkey")), "from NAME");
  EXPECT_EQ(RefusalOf(With("time 1", "time x1")), "time INTEGER");
  EXPECT_EQ(RefusalOf(With("checkpoint 13\n", "")), "checkpoint MISSING");
  EXPECT_EQ(RefusalOf(With("checkpoint 13", "checkpoint 16385")), "checkpoint INTEGER");
  EXPECT_EQ(RefusalOf(With("entry 2 act", "entry 1 act")), "entry DUPLICATE");
  EXPECT_EQ(RefusalOf(With("entry 2 act", "entry 3 act")), "entry NUMBER");
  EXPECT_EQ(RefusalOf(With("2 act 7 0", "2 note 7 0")), "entry KIND");
  EXPECT_EQ(RefusalOf(With("2 act 7 0", "2 act 7")), "entry WORDS");
  EXPECT_EQ(RefusalOf(With("2 act 7 0", "2 act 7 1")), "entry INTEGER");
  EXPECT_EQ(RefusalOf(With("2 act 7 0", "2 act 61441 0")), "entry INTEGER");
  EXPECT_EQ(RefusalOf(With("2 act 7 0", "2 act 07 0")), "entry INTEGER");
  EXPECT_EQ(RefusalOf(With("envelope 18 4", "envelope 18 0")), "entry INTEGER");
  EXPECT_EQ(RefusalOf(With("envelope 18 4", "envelope 8193 4")), "entry INTEGER");
  EXPECT_EQ(RefusalOf(With("envelope 18 4", "envelope 18 524289")), "entry INTEGER");
}

TEST(Bag, PromisesNoMoreThanItHolds) {
  EXPECT_EQ(RefusalOf(With("envelope 18 4", "envelope 18 524288")), "entry LENGTH");
}

TEST(Bag, CarriesEveryNoteOnce) {
  Bag bag = SampleBag();
  bag.entries.push_back(bag.entries.front());
  EXPECT_EQ(RefusalOf(PrintBag(bag)), "entry DUPLICATE");
}

TEST(Bag, HasALimitedHead) {
  Bag bag = SampleBag();
  bag.entries.clear();
  for (size_t i = 0; i <= kMaxBagEntries; ++i) {
    bag.entries.push_back({.kind = RecordKind::kAct, .note = absl::StrCat(i), .sealed = ""});
  }
  EXPECT_EQ(RefusalOf(PrintBag(bag)), "entry INTEGER");
  bag.entries.pop_back();
  EXPECT_EQ(RefusalOf(PrintBag(bag)), "");
  EXPECT_EQ(RefusalOf(std::string(kMaxBagBytes + 1, 'a')), " SIZE");
}

}  // namespace
}  // namespace liaison
