// What holds for every grammar alike.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

using Lines = std::vector<std::string>;

// Without line ends; the last, empty piece is left out.
Lines LinesOf(absl::string_view text) {
  Lines lines = absl::StrSplit(text, '\n');
  lines.pop_back();
  return lines;
}

std::string TextOfLines(const Lines& lines) {
  return absl::StrCat(absl::StrJoin(lines, "\n"), "\n");
}

void ExpectRefused(const Grammar& grammar, absl::string_view text, absl::string_view why) {
  EXPECT_FALSE(grammar.again(text).ok()) << grammar.name << ", " << why << ":\n" << text;
}

// The property that gives every value one spelling, and so every note one hash.
void ExpectRefusedOrUnchanged(const Grammar& grammar, const std::string& text) {
  const absl::StatusOr<std::string> again = grammar.again(text);
  if (again.ok()) {
    EXPECT_EQ(*again, text) << grammar.name;
  }
}

TEST(EveryGrammar, PrintsTheExampleAsItWas) {
  for (const Grammar& grammar : Grammars()) {
    const absl::StatusOr<std::string> again = grammar.again(grammar.example);
    ASSERT_TRUE(again.ok()) << grammar.name << ": " << again.status();
    EXPECT_EQ(*again, grammar.example) << grammar.name;
  }
}

TEST(EveryGrammar, RefusesARepeatedLine) {
  for (const Grammar& grammar : Grammars()) {
    const Lines lines = LinesOf(grammar.example);
    for (size_t i = 0; i < lines.size(); ++i) {
      Lines wrong = lines;
      wrong.insert(wrong.begin() + static_cast<ptrdiff_t>(i), lines[i]);
      ExpectRefused(grammar, TextOfLines(wrong), "line repeated");
    }
  }
}

TEST(EveryGrammar, RefusesLinesInAnotherOrder) {
  for (const Grammar& grammar : Grammars()) {
    const Lines lines = LinesOf(grammar.example);
    for (size_t i = 0; i + 1 < lines.size(); ++i) {
      Lines wrong = lines;
      std::swap(wrong[i], wrong[i + 1]);
      ExpectRefused(grammar, TextOfLines(wrong), "lines swapped");
    }
  }
}

TEST(EveryGrammar, RefusesAnUnknownOrEmptyLineAnywhere) {
  for (const Grammar& grammar : Grammars()) {
    const Lines lines = LinesOf(grammar.example);
    for (const absl::string_view extra : {"colour red", "colour", "colour ", ""}) {
      for (size_t i = 0; i <= lines.size(); ++i) {
        Lines wrong = lines;
        wrong.insert(wrong.begin() + static_cast<ptrdiff_t>(i), std::string(extra));
        ExpectRefused(grammar, TextOfLines(wrong), "unknown line");
      }
    }
  }
}

TEST(EveryGrammar, RefusesOrKeepsATextWithoutOneOfItsLines) {
  for (const Grammar& grammar : Grammars()) {
    const Lines lines = LinesOf(grammar.example);
    for (size_t i = 0; i < lines.size(); ++i) {
      Lines shorter = lines;
      shorter.erase(shorter.begin() + static_cast<ptrdiff_t>(i));
      ExpectRefusedOrUnchanged(grammar, TextOfLines(shorter));
    }
  }
}

TEST(EveryGrammar, RefusesEveryTextThatIsCutShort) {
  for (const Grammar& grammar : Grammars()) {
    for (size_t size = 0; size < grammar.example.size(); ++size) {
      if (size > 0 && grammar.example[size - 1] == '\n') {
        ExpectRefusedOrUnchanged(grammar, grammar.example.substr(0, size));
      } else {
        ExpectRefused(grammar, grammar.example.substr(0, size), "no line feed at the end");
      }
    }
  }
}

TEST(EveryGrammar, RefusesForbiddenBytesAnywhere) {
  const std::vector<std::string>
      forbidden = {"\r",           "\t",           std::string(1, '\0'),
                   "\x7F",         "\xEF\xBB\xBF",  // controls, byte order mark
                   "\x80",         "\xFF",         "\xC0\xAF",
                   "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80"};
  for (const Grammar& grammar : Grammars()) {
    for (const std::string& bytes : forbidden) {
      for (size_t i = 0; i <= grammar.example.size(); ++i) {
        std::string wrong = grammar.example;
        wrong.insert(i, bytes);
        ExpectRefused(grammar, wrong, "forbidden bytes");
      }
    }
  }
}

TEST(EveryGrammar, RefusesSignsAndLeadingZerosAndCapitalHex) {
  for (const Grammar& grammar : Grammars()) {
    const Lines lines = LinesOf(grammar.example);
    for (size_t i = 1; i < lines.size(); ++i) {
      const std::vector<std::string> words = absl::StrSplit(lines[i], ' ');
      for (size_t w = 1; w < words.size(); ++w) {
        for (const absl::string_view prefix : {"0", "+", " "}) {
          if (words[w].find_first_not_of("0123456789abcdef") != std::string::npos) continue;
          std::vector<std::string> wrong_words = words;
          wrong_words[w].insert(0, std::string(prefix));
          Lines wrong = lines;
          wrong[i] = absl::StrJoin(wrong_words, " ");
          ExpectRefused(grammar, TextOfLines(wrong), "number respelled");
        }
      }
      if (words.size() == 2 && words[1].size() == 32) {
        Lines wrong = lines;
        wrong[i] = absl::StrCat(words[0], " ", absl::AsciiStrToUpper(words[1]));
        ExpectRefused(grammar, TextOfLines(wrong), "capital hex");
      }
    }
  }
}

TEST(EveryGrammar, RefusesOtherMissionsKindsAndVersions) {
  for (const Grammar& grammar : Grammars()) {
    const std::string first = LinesOf(grammar.example)[0];
    const std::string other_kind =
        first == absl::StrCat(kTestNs, "/beacon/v1") ? "/refusal/v1" : "/beacon/v1";
    for (const std::string& wrong :
         {absl::StrCat("other.example", first.substr(kTestNs.size())),
          absl::StrCat(kTestNs, other_kind), absl::StrCat(first.substr(0, first.size() - 1), "2"),
          absl::StrCat(first, " "), absl::AsciiStrToUpper(first)}) {
      ExpectRefusal(grammar.again(Replaced(grammar.example, first, wrong)).status(), "text",
                    "TYPE");
    }
  }
}

TEST(EveryGrammar, RefusesMoreBytesThanItsLimitBeforeReadingThem) {
  for (const Grammar& grammar : Grammars()) {
    const std::string wrong = grammar.example + std::string(300 * 1024, 'x');
    ExpectRefusal(grammar.again(wrong).status(), "text", "SIZE");
  }
}

TEST(EveryGrammar, GivesNoTwoTextsTheSameValueWhenBytesAreChangedAtRandom) {
  constexpr int kRounds = 3000;
  const uint64_t seed = 20170504;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  TestRandom random(seed);
  for (const Grammar& grammar : Grammars()) {
    for (int round = 0; round < kRounds; ++round) {
      std::string text = grammar.example;
      for (uint64_t changes = 1 + random.Below(3); changes > 0; --changes) {
        const size_t at = random.Below(text.size());
        // Half of them stay among the characters that grammars use, so that more get past UTF-8.
        text[at] = random.Coin() ? grammar.example[random.Below(grammar.example.size())]
                                 : static_cast<char>(random.Below(256));
      }
      ExpectRefusedOrUnchanged(grammar, text);
    }
  }
}

}  // namespace
}  // namespace liaison
