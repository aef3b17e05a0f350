// Whatever notice the forms allow, at the edges of what they allow, gives a row that a sheet can
// hold: else an honest office could not contribute, or would have to leave a notice out.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/forms/form_schema.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/report/extract.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/row.h"
#include "proto/schema/schema_data.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr uint64_t kFormsAKind = 40;
constexpr int64_t kMostCharacters = 300;  // of free text: rows have none
constexpr char kLowerAndDigits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

// Forms of a type: lists and names as short and as long as they may be, and in between.
class FormMaker {
 public:
  explicit FormMaker(uint64_t seed) : random_(seed) {}

  Json Make(const SchemaNode& node, const std::string& name) {
    switch (node.type) {
      case SchemaNode::Type::kObject:
        return MakeObject(node);
      case SchemaNode::Type::kArray:
        return MakeArray(node, name);
      case SchemaNode::Type::kString:
        return node.choices.empty() ? Json(Text(node, name)) : Json(AnyOf(node.choices));
      case SchemaNode::Type::kInteger:
        return Json(Within(node.limits));
      case SchemaNode::Type::kBoolean:
        return Json(random_.Below(2) == 0);
    }
    return Json();
  }

 private:
  Json MakeObject(const SchemaNode& node) {
    Json::Object object;
    for (const SchemaMember& member : node.members) {
      if (member.required || random_.Below(4) != 0) {
        object[member.name] = Make(member.node, member.name);
      }
    }
    if (object.empty()) {  // some must have one
      const SchemaMember& first = node.members.front();
      object[first.name] = Make(first.node, first.name);
    }
    return Json(std::move(object));
  }

  Json MakeArray(const SchemaNode& node, const std::string& name) {
    Json::Array array;
    for (int64_t i = Within(node.limits); i > 0; --i) array.push_back(Make(node.items[0], name));
    return Json(std::move(array));
  }

  // One of the limits or something between.
  int64_t Within(const std::string& limits) {
    const std::pair<std::string, std::string> ends = absl::StrSplit(limits, "..");
    int64_t low = 0;
    int64_t high = 0;
    if (!absl::SimpleAtoi(ends.first, &low)) low = 0;
    if (!absl::SimpleAtoi(ends.second, &high)) high = low + 8;
    const uint64_t between = random_.Below(static_cast<uint64_t>(high - low) + 1);
    const int64_t choices[] = {low, high, low + static_cast<int64_t>(between)};
    return choices[random_.Below(3)];
  }

  template <typename T>
  const T& AnyOf(const std::vector<T>& choices) {
    return choices[random_.Below(choices.size())];
  }

  std::string Text(const SchemaNode& node, const std::string& name) {
    if (node.limits == "44..44") return ToBase64(Sha256(absl::StrCat(random_.Below(9))));
    if (name == "time_zone") return "Asia/Damascus";
    if (name == "with") return "rus/duty";
    const int64_t characters = std::min(Within(node.limits), kMostCharacters);
    const bool is_id =
        name == "zone" || name == "id" || absl::EndsWith(name, "_id") || node.table == "office";
    static const std::vector<std::string> kLetters = {"a", "Z", "0", " ", "-",      "\"", "\\", "=",
                                                      ";", "ж", "ğ", "ش", "\u200c", "é",  "𝔸"};
    std::string text;
    for (int64_t i = 0; i < characters; ++i) {
      const bool is_inner = i > 0 && i + 1 < characters && random_.Below(5) == 0;
      if (is_id) {
        text.push_back(is_inner ? '-' : kLowerAndDigits[random_.Below(36)]);
      } else {
        text += AnyOf(kLetters);
      }
    }
    return text;
  }

  SeededRandom random_;
};

EnvelopeHeader HeaderTo(size_t offices) {
  EnvelopeHeader header;
  header.as = {"tur", Role::kDuty};
  header.ack_within_s = UINT32_MAX;
  for (size_t i = 0; i < offices; ++i) {
    header.to.push_back({absl::StrCat("an-office-no-", 10 + i), Role::kDuty});
  }
  return header;
}

void ExpectRow(const FormKind& kind, const Json& form) {
  Notice notice;
  notice.serial = {.office = "tur", .device = "d07", .year = 2017, .number = 10'000'000};
  notice.kind = kind.kind;
  notice.time_s = 1494400000;
  notice.form = PrintCanonicalJson(form);
  const EnvelopeHeader header = HeaderTo(kMaxToMailboxes);
  const absl::StatusOr<ReportRow> row = ExtractRow({.notice = notice,
                                                    .notice_hash = Sha256(notice.form),
                                                    .header = header,
                                                    .header_hash = Sha256("header"),
                                                    .index = LeafIndex(70112),
                                                    .logged_ms = 1494403600000});
  ASSERT_TRUE(row.ok()) << row.status() << "\n" << notice.form;
  const std::string text = PrintCanonicalJson(RowJson(*row));
  MemberReader in("ROW", text);
  ReportRow again;
  ReadRow(in, again);
  ASSERT_TRUE(in.ok()) << in.Finish(true).status() << "\n" << text;
  EXPECT_EQ(again, *row);
}

TEST(ValidNotices, EachGivesARowThatASheetCanHold) {
  const Phrasebook phrases = Phrasebook::BuiltIn();
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  for (const FormKind& kind : forms.Kinds()) {
    const FormSchema schema =
        *ParseFormSchema(SchemaFiles(), absl::StrCat(kind.kind, ".", kind.version, ".schema.json"));
    for (uint64_t seed = 1; seed <= kFormsAKind; ++seed) {
      SCOPED_TRACE(absl::StrCat(kind.ToString(), " seed ", seed));
      const Json form = FormMaker(seed).Make(schema.root, "");
      const absl::Status valid = forms.ValidateForm(kind, form);
      ASSERT_TRUE(valid.ok()) << valid << "\n" << PrintCanonicalJson(form);
      ExpectRow(kind, form);
    }
  }
}

}  // namespace
}  // namespace liaison
