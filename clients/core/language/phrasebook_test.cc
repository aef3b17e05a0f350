#include "clients/core/language/phrasebook.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kGood[] =
    R"({"a.b":{"en":"{0} of {1}","ru":"{0} {1}","tr":"{1} {0}","fa":"{0} {1}","ar":"{1} {0}"}})";

absl::Status Read(const std::string& name, const std::string& text) {
  const DataFile file{name, text};
  return Phrasebook::FromFiles({&file, 1}).status();
}

TEST(Phrasebook, HasEveryTextOfTheProgramInFiveLanguages) {
  const absl::StatusOr<Phrasebook> book = Phrasebook::FromFiles(LabelFiles());
  ASSERT_TRUE(book.ok()) << book.status() << " "
                         << DetailOf(book.status()).value_or(ErrorDetail()).field;
  EXPECT_GT(book->MessageKeys().size(), 100u);
  for (const char* table : {"label", "zone", "office", "role", "precedence", "receipt_state",
                            "receipt_reason", "party_kind", "verb", "source", "confidence"}) {
    EXPECT_EQ(book->common().values.count(table), 1u) << table;
  }
}

TEST(Phrasebook, IsBuiltInAsTheFilesSay) {
  const Phrasebook read = Phrasebook::FromFiles(LabelFiles()).value();
  const Phrasebook built_in = Phrasebook::BuiltIn();
  EXPECT_TRUE(built_in.Pack() == read.Pack());  // too long to be printed
  EXPECT_EQ(built_in.MessageKeys(), read.MessageKeys());
  for (const Language language : kLanguages) {
    for (const std::string& key : read.MessageKeys()) {
      EXPECT_EQ(built_in.Message(language, key), read.Message(language, key)) << key;
    }
    const LabelSet& set = *built_in.FindSet("violation.1");
    const LabelSet& set_read = *read.FindSet("violation.1");
    EXPECT_EQ(In(set.title, language), In(set_read.title, language));
    EXPECT_EQ(In(set.FindField("kind")->help, language),
              In(set_read.FindField("kind")->help, language));
    EXPECT_EQ(built_in.Label(language, "zone", "idlib"), read.Label(language, "zone", "idlib"));
  }
}

TEST(Phrasebook, TellsWhatToDoForEveryErrorThatAnOfficerMeets) {
  const Phrasebook book = Phrasebook::BuiltIn();
  for (const char* reason : {"HUB_UNREACHABLE",
                             "WRONG_PASSPHRASE",
                             "KEY_STORE_DAMAGED",
                             "OUTSIDE_ZONE",
                             "KIND_NOT_ALLOWED",
                             "LABEL_TOO_NARROW",
                             "CLOCK_OFF",
                             "UNDELIVERABLE",
                             "NOT_WITNESSED",
                             "FORK",
                             "FORGED",
                             "NOT_FOUND",
                             "STALE",
                             "REVOKED",
                             "EXPIRED",
                             "NO_PREKEY",
                             "UNKNOWN_MAILBOX",
                             "ROLE_NOT_HELD",
                             "ID_USED",
                             "COUNTER_SKIPPED",
                             "generic"}) {
    EXPECT_TRUE(book.HasMessage(absl::StrCat("error.", reason))) << reason;
  }
}

TEST(Phrasebook, RefusesDataThatALanguageLacks) {
  EXPECT_TRUE(Read("ui.json", kGood).ok());
  const struct {
    const char* from;
    const char* to;
  } faults[] = {
      {R"("tr":"{1} {0}",)", ""},                  // a language is missing
      {R"("tr":"{1} {0}")", R"("tr":"")"},         // empty
      {R"("tr":"{1} {0}")", R"("tr":"{0}")"},      // a placeholder is missing
      {R"("tr":"{1} {0}")", R"("tr":"{0} {2}")"},  // another placeholder
      {R"("tr":"{1} {0}")", R"("de":"{0} {1}")"},  // another language
      {R"("fa":"{0} {1}")", "\"fa\":\"\u202E{0} {1}\""},
      {R"("fa":"{0} {1}")", "\"fa\":\"e\u0301 {0} {1}\""},
  };
  for (const auto& fault : faults) {
    const std::string text = absl::StrReplaceAll(kGood, {{fault.from, fault.to}});
    ASSERT_NE(text, kGood);
    const absl::Status status = Read("ui.json", text);
    EXPECT_EQ(ReasonOf(status), "LABELS") << text;
    EXPECT_EQ(DetailOf(status)->field, "ui.json: a.b");
  }
}

TEST(Phrasebook, RefusesALabelsFileOfAnotherForm) {
  EXPECT_EQ(ReasonOf(Read("x.1.json", R"({"fields":{},"values":{}})")), "LABELS");  // no title
  EXPECT_EQ(ReasonOf(Read("common.json", R"({"words":{}})")), "LABELS");
  EXPECT_EQ(ReasonOf(Read("common.json", R"({"fields":{"a":{"label":{}}}})")), "LABELS");
  EXPECT_EQ(ReasonOf(Read("common.json", "[]")), "LABELS");
  EXPECT_EQ(ReasonOf(Read("common.json", "{")), "SYNTAX");
}

TEST(Phrasebook, InsertsArgumentsIsolatedAndInTheOrderOfTheLanguage) {
  const DataFile file{"ui.json", kGood};
  const absl::StatusOr<Phrasebook> book = Phrasebook::FromFiles({&file, 1});
  ASSERT_TRUE(book.ok());
  EXPECT_EQ(book->Message(Language::kEn, "a.b", {"x", 5}), "x of 5");
  EXPECT_EQ(book->Message(Language::kTr, "a.b", {"x", 5}), "5 x");
  EXPECT_EQ(book->Message(Language::kAr, "a.b", {"x", 5}), "\u20685\u2069 \u2068x\u2069");
}

TEST(Phrasebook, DoesNotLetAnArgumentSteerTheTerminalOrTheMessage) {
  const DataFile file{"ui.json", kGood};
  const absl::StatusOr<Phrasebook> book = Phrasebook::FromFiles({&file, 1});
  ASSERT_TRUE(book.ok());
  EXPECT_EQ(book->Message(Language::kEn, "a.b", {"{1}", "\x1b[2J\u2069"}),
            "{1} of <U+001B>[2J<U+2069>");
  EXPECT_EQ(book->Message(Language::kEn, "a.b", {MessageArg::Composed("\u2068x\u2069"), "y"}),
            "\u2068x\u2069 of y");
}

TEST(Phrasebook, ShowsAnUnknownKeyOrTooFewArgumentsRatherThanNothing) {
  const Phrasebook book = Phrasebook::BuiltIn();
  EXPECT_EQ(book.Message(Language::kEn, "no.such", {"x"}), "<no.such> x");
  EXPECT_TRUE(absl::StrContains(book.Message(Language::kEn, "error.FORGED"), "{0}"));
}

TEST(Phrasebook, SaysAnErrorByItsReasonAndElseByItsOwnText) {
  const Phrasebook book = Phrasebook::BuiltIn();
  const absl::Status known =
      MakeError(absl::StatusCode::kPermissionDenied, "inner text",
                {.reason = "OUTSIDE_ZONE", .subject = "idlib", .field = "zone"});
  EXPECT_TRUE(absl::StrContains(book.ErrorMessage(Language::kEn, known), "\"idlib\""));
  EXPECT_FALSE(absl::StrContains(book.ErrorMessage(Language::kEn, known), "inner text"));
  const absl::Status unknown = MakeError(absl::StatusCode::kInternal, "inner \x1b text",
                                         {.reason = "NO_SUCH_REASON", .subject = "", .field = ""});
  EXPECT_EQ(book.ErrorMessage(Language::kEn, unknown), "The command failed: inner <U+001B> text");
}

TEST(Phrasebook, NamesMailboxesAndLeavesUnknownValuesAsTheyAre) {
  const Phrasebook book = Phrasebook::BuiltIn();
  EXPECT_EQ(book.MailboxLabel(Language::kEn, "irn/duty"), "Iran, duty officer");
  EXPECT_EQ(StripIsolation(book.MailboxLabel(Language::kFa, "tur/head")),
            "\u062A\u0631\u06A9\u06CC\u0647\u060C \u0631\u0626\u06CC\u0633 "
            "\u062F\u0641\u062A\u0631");
  EXPECT_EQ(book.MailboxLabel(Language::kEn, "nowhere"), "nowhere");
  EXPECT_EQ(book.Label(Language::kEn, "zone", "idlib"), "Idlib");
  EXPECT_EQ(book.Label(Language::kEn, "zone", "new\x1b"), "new<U+001B>");
}

TEST(Phrasebook, RoundsTimesToAUnitThatSaysEnough) {
  const Phrasebook book = Phrasebook::BuiltIn();
  const struct {
    int64_t at_ms;
    const char* said;
  } cases[] = {
      {0, "just now"},
      {-999, "just now"},
      {-1000, "1 s ago"},
      {-59999, "59 s ago"},
      {-60000, "1 min ago"},
      {-3 * 3600000, "3 h ago"},
      {-49 * 3600000, "2 d ago"},
      {120000, "in 2 min"},
      {86400000, "in 1 d"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(book.RelativeTime(Language::kEn, c.at_ms, 0), c.said) << c.at_ms;
  }
}

}  // namespace
}  // namespace liaison
