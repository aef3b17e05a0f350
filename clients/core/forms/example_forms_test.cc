// Every file of tests/data/forms/examples is a form of the type that it is named after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/forms/form_schema.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/language/data_json.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "proto/base/error.h"
#include "proto/schema/schema_data.h"
#include "proto/system/posix_file_system.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

using ::testing::IsSupersetOf;

constexpr char kStranger[] = "no_such_member";
constexpr char kFolder[] = LIAISON_SOURCE_DIR "/tests/data/forms/examples";

// "violation" for "violation.1.json": each type is tried in its first version.
std::vector<std::string> KindsWithExample() {
  PosixFileSystem file_system;
  const DataFileFolder folder = *ReadDataFileFolder(file_system, kFolder, ".json");
  std::vector<std::string> kinds;
  for (const auto& [name, text] : folder.owned) {
    kinds.emplace_back(absl::StripSuffix(name, ".1.json"));
  }
  return kinds;
}

// A form, or a part of one, with one fault at `path`.
struct Fault {
  std::string path;
  std::string rule;
  Json part;
};

// All variants of `part`, which is at `path`, that lack one required member or the one entry
// that a list must have, or have a member that the schema does not know, at any depth.
std::vector<Fault> FaultsOf(const SchemaNode& node, const Json& part, const std::string& path) {
  std::vector<Fault> faults;
  if (const Json::Array* array = part.array()) {
    if (absl::StartsWith(node.limits, "1..")) faults.push_back({path, "LENGTH", Json::Array()});
    for (size_t i = 0; i < array->size(); ++i) {
      for (Fault& fault : FaultsOf(node.items[0], (*array)[i], ItemPath(path, i))) {
        Json::Array changed = *array;
        changed[i] = std::move(fault.part);
        faults.push_back({fault.path, fault.rule, Json(std::move(changed))});
      }
    }
  }
  const Json::Object* object = part.object();
  if (object == nullptr) return faults;
  Json::Object changed = *object;
  changed[kStranger] = Json(1);
  faults.push_back({ChildPath(path, kStranger), "UNKNOWN_FIELD", Json(changed)});
  for (const SchemaMember& member : node.members) {
    const auto entry = object->find(member.name);
    if (entry == object->end()) continue;
    const std::string member_path = ChildPath(path, member.name);
    for (Fault& fault : FaultsOf(member.node, entry->second, member_path)) {
      changed = *object;
      changed[member.name] = std::move(fault.part);
      faults.push_back({fault.path, fault.rule, Json(changed)});
    }
    if (!member.required) continue;
    changed = *object;
    changed.erase(member.name);
    faults.push_back({member_path, "REQUIRED", Json(changed)});
  }
  return faults;
}

class ExampleFormsTest : public ::testing::TestWithParam<std::string> {
 protected:
  static absl::StatusOr<Json> Example() {
    PosixFileSystem file_system;
    const absl::StatusOr<std::string> text =
        file_system.Read(absl::StrCat(kFolder, "/", GetParam(), ".1.json"), 65536);
    if (!text.ok()) return text.status();
    return ParseDataJson(GetParam(), *text);
  }

  const Phrasebook phrasebook_ = Phrasebook::BuiltIn();
  const FormLibrary library_ = FormLibrary::BuiltIn(phrasebook_);
  const FormKind kind_{GetParam(), 1};
};

TEST_P(ExampleFormsTest, IsValidAndShownInEveryLanguage) {
  const absl::StatusOr<Json> form = Example();
  ASSERT_TRUE(form.ok()) << form.status();
  const absl::Status status = library_.ValidateForm(kind_, *form);
  EXPECT_TRUE(status.ok()) << status << DetailOf(status).value_or(ErrorDetail()).field;
  for (const Language language : kLanguages) {
    const auto lines = library_.RenderForm(kind_, *form, language);
    ASSERT_TRUE(lines.ok());
    EXPECT_GT(lines->size(), 2u);
  }
}

TEST_P(ExampleFormsTest, IsRefusedWithoutARequiredMemberOrWithAnUnknownOne) {
  const absl::StatusOr<Json> form = Example();
  ASSERT_TRUE(form.ok()) << form.status();
  const absl::StatusOr<FormSchema> schema =
      ParseFormSchema(SchemaFiles(), absl::StrCat(GetParam(), ".1.schema.json"));
  ASSERT_TRUE(schema.ok()) << schema.status();
  const std::vector<Fault> faults = FaultsOf(schema->root, *form, "");
  EXPECT_GT(faults.size(), 2u);
  for (const Fault& fault : faults) {
    const absl::Status status = library_.ValidateForm(kind_, fault.part);
    ASSERT_TRUE(DetailOf(status).has_value()) << fault.path << " " << status;
    EXPECT_EQ(DetailOf(status)->reason, fault.rule) << fault.path;
    // Of a missing object, its first member is asked for.
    EXPECT_TRUE(absl::StartsWith(DetailOf(status)->field, fault.path))
        << fault.path << " " << DetailOf(status)->field;
  }
}

INSTANTIATE_TEST_SUITE_P(Folder, ExampleFormsTest, ::testing::ValuesIn(KindsWithExample()),
                         [](const auto& tested) { return tested.param; });

TEST(ExampleForms, ThereIsOneOfEveryType) {
  const Phrasebook phrasebook = Phrasebook::BuiltIn();
  std::vector<std::string> kinds;
  for (const FormKind& kind : FormLibrary::BuiltIn(phrasebook).Kinds()) kinds.push_back(kind.kind);
  EXPECT_THAT(KindsWithExample(), IsSupersetOf(kinds));
}

}  // namespace
}  // namespace liaison
