#include "clients/core/language/isolation.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"

namespace liaison {
namespace {

// With the marks as brackets, to be read.
std::string Marked(absl::string_view text) {
  return absl::StrReplaceAll(IsolateTokens(text), {{"\u2066", "["}, {"\u2069", "]"}});
}

TEST(Isolation, WhatReadsFromLeftToRightIsIsolated) {
  EXPECT_EQ(Marked("در 2017-05-22 میان 18:00–20:00"), "در [2017-05-22] میان [18:00–20:00]");
  EXPECT_EQ(Marked("شمار -5 و +۷"), "شمار [-5] و [+۷]");
  EXPECT_EQ(Marked("TUR-d07-2017-000042 است"), "[TUR-d07-2017-000042] است");
  EXPECT_EQ(Marked("35.1N,36.2E"), "[35.1N,36.2E]");
  EXPECT_EQ(Marked("٢٠-٥"), "[٢٠-٥]");
}

TEST(Isolation, ASentencesOwnSignsStayOutside) {
  EXPECT_EQ(Marked("روز 22."), "روز [22].");
  EXPECT_EQ(Marked("(2017-05-22)،"), "([2017-05-22])،");
  EXPECT_EQ(Marked("- 5 -"), "- [5] -");
}

TEST(Isolation, WordsStayAsTheyAre) {
  EXPECT_EQ(Marked("کلمه word - کلمه"), "کلمه word - کلمه");
  EXPECT_EQ(Marked("می‌شود"), "می‌شود");
  EXPECT_EQ(Marked(""), "");
}

TEST(Isolation, MarksAreTakenOutForNames) {
  EXPECT_EQ(WithoutIsolates("\u2068\u2066JWG\u2069\u2069 \u2067x\u2069"), "JWG x");
}

TEST(Isolation, DamagedTextLosesNothing) {
  const std::string damaged = "\xff-5\xd8";
  EXPECT_EQ(Marked(damaged), "\xff[-5]\xd8");
}

}  // namespace
}  // namespace liaison
