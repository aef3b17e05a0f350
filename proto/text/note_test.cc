#include "proto/text/note.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

constexpr size_t kLimit = 4096;

// From c2sp.org/signed-note.
constexpr absl::string_view kSignedNote =
    "This is an example message.\n\n"
    "\xE2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOB"
    "H3mFXmRKuwHjG1Yu72IneyaQM=\n";

TEST(Note, ReadsTheExampleOfTheStandard) {
  const absl::StatusOr<Note> note = ParseNote(kSignedNote, kLimit);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, "This is an example message.\n");
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].name, "example.com/foo");
  EXPECT_EQ(note->signatures[0].key_id, 0x530d903au);
  EXPECT_EQ(note->signatures[0].signature.size(), 64u);
  EXPECT_EQ(PrintNote(*note), kSignedNote);
}

TEST(Note, TakesTheLastBlankLineForTheEndOfTheText) {
  const absl::StatusOr<Note> note =
      ParseNote(Replaced(kSignedNote, "message", "message.\n\nIt goes on"), kLimit);
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->text, "This is an example message.\n\nIt goes on.\n");
}

TEST(Note, NamesFieldAndRuleOfItsRefusals) {
  const std::string line = std::string(kSignedNote.substr(kSignedNote.find("\n\n") + 2));
  const std::vector<Mistake> mistakes = {
      {"\n\n", "\n", "note", "NEWLINE"},
      {line, "", "signature", "COUNT"},
      {line, absl::StrCat(line, "\n"), "signature", "COUNT"},
      {"\xE2\x80\x94 ", "\xE2\x80\x93 ", "signature", "NEWLINE"},
      {"\xE2\x80\x94 ", "- ", "signature", "NEWLINE"},
      {"example.com/foo ", "example.com/foo", "signature", "NAME"},
      {"example.com/foo ", "example.com+foo ", "signature", "NAME"},
      {"example.com/foo ", " ", "signature", "NAME"},
      {"QM=\n", "QN=\n", "signature", "BASE64"},
      {"QM=\n", "QM\n", "signature", "BASE64"},
      {"QM=\n", "QM= \n", "signature", "BASE64"},
      {"QM=\n", "QM=", "text", "NEWLINE"},
      {"message.\n", "message.\r\n", "text", "CONTROL"},
      {"message",
       "mess\x7F"
       "age",
       "text", "CONTROL"},
      {"message",
       "mess\xEF\xBB\xBF"
       "age",
       "text", "CONTROL"},
      {"message",
       "mess\xC0\xAF"
       "age",
       "text", "UTF8"}};
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(absl::StrCat(mistake.from, " -> ", mistake.to));
    ExpectRefusal(ParseNote(Replaced(kSignedNote, mistake.from, mistake.to), kLimit).status(),
                  mistake.field, mistake.rule);
  }
  ExpectRefusal(ParseNote(kSignedNote, kSignedNote.size() - 1).status(), "note", "SIZE");
}

TEST(Note, RefusesASeventeenthSignatureLine) {
  std::string note(kSignedNote);
  const std::string line = note.substr(note.find("\n\n") + 2);
  for (size_t i = 1; i < kMaxSignatureLines; ++i) note += line;
  EXPECT_TRUE(ParseNote(note, kLimit).ok());
  ExpectRefusal(ParseNote(note + line, kLimit).status(), "signature", "COUNT");
}

TEST(Note, KnowsItsKindByTheFirstLine) {
  EXPECT_EQ(*NoteKind("a.example", "a.example/prekey/v1\nsubject x\n"), "prekey");
  for (const absl::string_view text :
       {"b.example/prekey/v1\n", "a.example/prekey/v2\n", "a.example/prekey\n", "a.example//v1\n",
        "a.example/x/y/v1\n", "a.example/v1\n", "a.exampleprekey/v1\n", ""}) {
    ExpectRefusal(NoteKind("a.example", text).status(), "text", "TYPE");
  }
}

TEST(VKey, PrintsAsItWasRead) {
  const VKey key = TestKey("tur/d07", 3);
  const std::string text = PrintVKey(key);
  EXPECT_TRUE(absl::StartsWith(text, "deescalation.example/tur/d07+"));
  EXPECT_EQ(*ParseVKey(text, TestCrypto()), key);
}

TEST(VKey, RefusesOtherFormsTypesAndKeyIds) {
  const VKey key = TestKey("tur/d07", 3);
  const std::string text = PrintVKey(key);
  const VKey unknown_type = MakeVKey(key.name, key.key, 2, TestCrypto());
  const std::string id = text.substr(key.name.size() + 1, 8);
  for (const std::string& wrong : {std::string("a"), std::string("a+b"), text + "=", text + "+",
                                   text.substr(0, text.size() - 1), Replaced(text, "tur", "irn"),
                                   Replaced(text, "d07+", "d07++"), Replaced(text, id, "00000000"),
                                   Replaced(text, id, id + "0"), PrintVKey(unknown_type)}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(ParseVKey(wrong, TestCrypto()).status(), "", "VKEY");
  }
}

}  // namespace
}  // namespace liaison
