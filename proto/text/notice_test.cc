#include "proto/text/notice.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/percent.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(Notice, ReadsWhatTheExampleSays) {
  const Notice notice = *ParseNotice(kTestNs, GrammarOf("notice").example);
  EXPECT_EQ(notice.context, TestHash(1));
  EXPECT_EQ(notice.author, "deescalation.example/tur/d07");
  EXPECT_EQ(notice.serial, (Serial{"tur", "d07", 2026, 42}));
  EXPECT_EQ(notice.escalate, (std::vector<MailboxId>{{"irn", Role::kHead}}));
  EXPECT_EQ(notice.kind, "violation");
  EXPECT_EQ(notice.kind_version, 1u);
  EXPECT_EQ(notice.time_s, 1795478400);
  EXPECT_EQ(notice.lang, "tr");
  ASSERT_EQ(notice.attach.size(), 1u);
  EXPECT_EQ(notice.attach[0].plaintext_size, 4000u);
  EXPECT_EQ(notice.attach[0].name, "foto 1.jpg");
  EXPECT_EQ(notice.form, "{\"label\":\"mission\",\"refs\":[],\"text\":\"\xC3\xA7\\n\"}");
}

TEST(Notice, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals(
      "notice",
      {{"author deescalation.example/tur/d07", "author deescalation.example/tur/root", "author",
        "NAME"},
       {"author deescalation.example/tur/d07", "author deescalation.example/irn/d07", "serial",
        "MISMATCH"},
       {"author deescalation.example/tur/d07", "author deescalation.example/tur/d08", "serial",
        "MISMATCH"},
       {"-2026-", "-2025-", "serial", "MISMATCH"},
       {"TUR-d07", "tur-d07", "serial", "SERIAL"},
       {"-000042", "-42", "serial", "SERIAL"},
       {"to irn/duty\nto rus/duty\n", "", "to", "COUNT"},
       {"info un/duty", "info irn/duty", "info", "DUPLICATE"},
       {"kind violation/1", "kind violation", "kind", "KIND"},
       {"kind violation/1", "kind Violation/1", "kind", "CODE"},
       {"kind violation/1", "kind violation/01", "kind", "INTEGER"},
       {"lang tr", "lang de", "lang", "LANGUAGE"},
       {"foto%201.jpg", "foto 1.jpg", "attach", "WORDS"},
       {"foto%201.jpg", "foto%2f1.jpg", "attach", "PERCENT"},
       {"foto%201.jpg", "foto%2F1.jpg", "attach", "FILE_NAME"},
       {"foto%201.jpg", "f%6Fto.jpg", "attach", "PERCENT"},
       {"\n\n{", "\n{", "form", "UNKNOWN"},
       {"{\"label\":\"mission\",\"refs\":[],\"text\":\"\xC3\xA7\\n\"}", "[]", "form", "OBJECT"},
       {"{\"label\":\"mission\"", "{ \"label\":\"mission\"", "form", "CANONICAL"},
       {"\"refs\":[]", "\"refs\":null", "form", "NULL"},
       {"\"}\n", "\"}\n\n", "text", "UNKNOWN"}});
}

TEST(Notice, ReadsTheYearOfItsSerialInUtc) {
  const std::string& example = GrammarOf("notice").example;
  const std::string last_second = Replaced(example, "1795478400", "1798761599");
  EXPECT_TRUE(ParseNotice(kTestNs, last_second).ok());
  const std::string next_year = Replaced(example, "1795478400", "1798761600");
  ExpectRefusal(ParseNotice(kTestNs, next_year).status(), "serial", "MISMATCH");
}

TEST(Serial, HasOneSpelling) {
  EXPECT_EQ(*ParseSerial("TUR-d07-2017-000042"), (Serial{"tur", "d07", 2017, 42}));
  EXPECT_EQ(*ParseSerial("UN-OBS-d1234-2017-1234567"), (Serial{"un-obs", "d1234", 2017, 1234567}));
  EXPECT_EQ((Serial{"tur", "d07", 2017, 42}).ShortForm(), "TUR-d07-42");
  for (const absl::string_view wrong :
       {"", "TUR", "TUR-d07-2017", "TUR-d07-2017-00042", "TUR-d07-2017-0000042",
        "TUR-d07-2017-000000", "TUR-d07-2017-00004x", "TUR-d07-17-000042", "TUR-D07-2017-000042",
        "Tur-d07-2017-000042", "TUR-r01-2017-000042", "-d07-2017-000042", "TUR--d07-2017-000042",
        "TUR-d07-2017-+00042", "TUR-d07-2017-000042 "}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(ParseSerial(wrong).status(), "", "SERIAL");
  }
}

TEST(FileName, ComesBackFromItsEncoding) {
  for (const absl::string_view name :
       {"a", "foto 1.jpg", "100%.txt", "\xD9\x86\xD9\x82\xD8\xB4\xD9\x87.png", "a+b", "..."}) {
    EXPECT_EQ(*DecodeFileName(EncodeFileName(name)), name);
  }
  EXPECT_EQ(EncodeFileName("\xC3\xA7 %~"), "%C3%A7%20%25~");
}

TEST(FileName, RefusesOtherSpellings) {
  for (const absl::string_view wrong :
       {"%", "%4", "%zz", "%2", "a%", "%41", "%c3%a7", "a b", "%+1", "\xC3\xA7"}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(DecodeFileName(wrong).status(), "", "PERCENT");
  }
}

TEST(FileName, RefusesNamesThatAreNotPlainFileNames) {
  for (const absl::string_view name :
       {"", ".", "..", "a/b", "a\\b", "a\nb", "a\x7F", "\xFF", "\xC0\xAF"}) {
    SCOPED_TRACE(name);
    ExpectRefusal(DecodeFileName(EncodeFileName(name)).status(), "", "FILE_NAME");
  }
  EXPECT_TRUE(DecodeFileName(std::string(kMaxFileNameBytes, 'a')).ok());
  EXPECT_EQ(ReasonOf(DecodeFileName(std::string(kMaxFileNameBytes + 1, 'a')).status()),
            "FILE_NAME");
}

}  // namespace
}  // namespace liaison
