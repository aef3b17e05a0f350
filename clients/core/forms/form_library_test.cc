#include "clients/core/forms/form_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/rules/directory.h"
#include "proto/system/posix_file_system.h"

namespace liaison {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

using Assignments = std::vector<std::pair<std::string, std::string>>;

const FormKind kViolation{"violation", 1};

Assignments ViolationFields() {
  return {{"label", "mission"},
          {"zone", "idlib"},
          {"kind", "mortar"},
          {"place.name", "Ariha"},
          {"place.lat_e7", "35.8136"},
          {"place.lon_e7", "36.6092"},
          {"place.accuracy_m", "200"},
          {"event.time_s", "2017-05-04T10:00:00Z"},
          {"event.accuracy_s", "300"},
          {"event.time_zone", "Asia/Damascus"},
          {"source", "own_observation"},
          {"confidence", "confirmed"}};
}

class FormLibraryTest : public ::testing::Test {
 protected:
  // The fields of a violation with some added or, where the path is there already, replaced.
  absl::StatusOr<Json> Build(const Assignments& changes) {
    Assignments fields = ViolationFields();
    for (const auto& change : changes) {
      bool replaced = false;
      for (auto& field : fields) {
        if (field.first != change.first) continue;
        field.second = change.second;
        replaced = true;
      }
      if (!replaced) fields.push_back(change);
    }
    return library_.BuildForm(kViolation, fields);
  }

  const Phrasebook phrasebook_ = Phrasebook::BuiltIn();
  const FormLibrary library_ = FormLibrary::BuiltIn(phrasebook_);
};

TEST_F(FormLibraryTest, KnowsTheTypesOfTheFirstEditionWithAllTheirLabels) {
  const absl::StatusOr<FormLibrary> library = FormLibrary::FromFiles(SchemaFiles(), phrasebook_);
  ASSERT_TRUE(library.ok()) << library.status() << DetailOf(library.status())->field;
  std::vector<std::string> kinds;
  for (const FormKind& kind : library->Kinds()) kinds.push_back(kind.ToString());
  EXPECT_THAT(
      kinds,
      ElementsAre("accession/1", "administrative/1", "call_record/1", "checkpoint_status/1",
                  "civil_return/1", "civilian_supply/1", "clearance/1", "ct_operation/1",
                  "document/1", "humanitarian_access/1", "infrastructure/1", "investigation/1",
                  "jwg/1", "line_check/1", "local_governance/1", "medical_aid/1", "observation/1",
                  "protected_site/1", "translation/1", "violation/1"));
  EXPECT_EQ(*library->Newest("violation"), kViolation);
  EXPECT_EQ(ReasonOf(library->Newest("no_such_kind").status()), "UNKNOWN_KIND");
}

TEST_F(FormLibraryTest, BuildsCanonicalFormsFromWhatIsTyped) {
  const absl::StatusOr<Json> form = Build({{"casualties.civilian.killed", "2"},
                                           {"casualties.child.injured", "0"},
                                           {"ongoing", "yes"},
                                           {"from.side", "unknown"},
                                           {"from.bearing_deg", "270"},
                                           {"parties[1].party", "irn"},
                                           {"parties[1].part", "concerned"},
                                           {"parties[0].party", "tur"},
                                           {"parties[0].part", "alleged"},
                                           {"text", "one\ntwo"}});
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(PrintCanonicalJson(*form),
            R"({"casualties":{"child":{"injured":0},"civilian":{"killed":2}},)"
            R"("confidence":"confirmed",)"
            R"("event":{"accuracy_s":300,"time_s":1493892000,"time_zone":"Asia/Damascus"},)"
            R"("from":{"bearing_deg":270,"side":"unknown"},"kind":"mortar","label":"mission",)"
            R"("ongoing":true,"parties":[{"part":"alleged","party":"tur"},)"
            R"({"part":"concerned","party":"irn"}],"place":{"accuracy_m":200,)"
            R"("lat_e7":358136000,"lon_e7":366092000,"name":"Ariha"},)"
            R"("source":"own_observation","text":"one\ntwo","zone":"idlib"})");
}

TEST_F(FormLibraryTest, NamesPathRuleAndAllowedValuesOfABadField) {
  const struct {
    Assignments changes;
    std::string path;
    std::string rule;
    std::string allowed;
  } cases[] = {
      {{{"kind", "laser"}}, "kind", "CHOICE", "mortar"},
      {{{"parties[0].party", "tur"}}, "parties[0].part", "REQUIRED", ""},
      {{{"colour", "red"}}, "colour", "UNKNOWN_FIELD", ""},
      {{{"casualties.alien.killed", "1"}}, "casualties.alien.killed", "UNKNOWN_FIELD", ""},
      {{{"casualties.civilian", "1"}}, "casualties.civilian", "TYPE", ""},
      {{{"zone[0]", "idlib"}}, "zone[0]", "UNKNOWN_FIELD", ""},
      {{{"count", "many"}}, "count", "TYPE", "0..1000000"},
      {{{"count", "-1"}}, "count", "RANGE", "0..1000000"},
      {{{"from.side", "other"}, {"from.bearing_deg", "360"}},
       "from.bearing_deg",
       "RANGE",
       "0..359"},
      {{{"place.lat_e7", "91"}}, "place.lat_e7", "RANGE", "-900000000..900000000"},
      {{{"place.lat_e7", "35.81360001"}}, "place.lat_e7", "TYPE", "35.9306"},
      {{{"event.time_s", "yesterday"}}, "event.time_s", "TYPE", "2017-05-04T10:00:00Z"},
      {{{"ongoing", "maybe"}}, "ongoing", "TYPE", "true, false"},
      {{{"zone", "Idlib"}}, "zone", "PATTERN", ""},
      {{{"place.name", ""}}, "place.name", "LENGTH", "1..200"},
      {{{"place.name", std::string(201, 'x')}}, "place.name", "LENGTH", "1..200"},
      {{{"zone", std::string(100000, 'a')}}, "zone", "LENGTH", "1..32"},
      {{{"place.name", "a\u202Eb"}}, "place.name", "CONTROL", "U+202E"},
      {{{"place.name", "a\nb"}}, "place.name", "CONTROL", "U+000A"},
      {{{"refs[1].verb", "corrects"}}, "refs[0]", "REQUIRED", ""},
      {{{"refs[0].verb", "corrects"}, {"refs[0].hash", "abc"}}, "refs[0].hash", "LENGTH", "44..44"},
  };
  for (const auto& c : cases) {
    const absl::Status status = Build(c.changes).status();
    ASSERT_TRUE(DetailOf(status).has_value()) << c.path << " " << status;
    const ErrorDetail detail = *DetailOf(status);
    EXPECT_EQ(detail.field, c.path) << status;
    EXPECT_EQ(detail.reason, c.rule) << c.path << " " << status;
    EXPECT_THAT(detail.subject, HasSubstr(c.allowed)) << c.path;
  }
}

TEST_F(FormLibraryTest, WantsEveryRequiredField) {
  const Assignments all = ViolationFields();
  for (size_t left_out = 0; left_out < all.size(); ++left_out) {
    Assignments fields = all;
    fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(left_out));
    const absl::Status status = library_.BuildForm(kViolation, fields).status();
    EXPECT_EQ(ReasonOf(status), "REQUIRED") << status;
    EXPECT_EQ(DetailOf(status)->field, all[left_out].first);
  }
}

TEST_F(FormLibraryTest, RefusesAPathGivenTwice) {
  Assignments fields = ViolationFields();
  fields.push_back({"zone", "south"});
  const absl::Status status = library_.BuildForm(kViolation, fields).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(DetailOf(status)->field, "zone");
}

TEST_F(FormLibraryTest, JudgesFormsOfStrangersByTheSameRules) {
  const absl::StatusOr<Json> good = Build({});
  ASSERT_TRUE(good.ok());
  EXPECT_TRUE(library_.ValidateForm(kViolation, *good).ok());
  const std::string text = PrintCanonicalJson(*good);
  const struct {
    const char* from;
    const char* to;
    const char* rule;
    const char* path;
  } faults[] = {
      {R"("zone":"idlib")", R"("zone":7)", "TYPE", "zone"},
      {R"("zone":"idlib")", R"("zone":"idlib","zzz":1)", "UNKNOWN_FIELD", "zzz"},
      {R"("name":"Ariha")",
       R"("name":"e)"
       "\u0301"
       R"(")",
       "NFC", "place.name"},
      {R"("name":"Ariha")", R"("name":{})", "TYPE", "place.name"},
      {R"("label":"mission")", R"("label":"mission","parties":[{"party":"x","part":"y"}])",
       "CHOICE", "parties[0].part"},
  };
  for (const auto& fault : faults) {
    const std::string changed = absl::StrReplaceAll(text, {{fault.from, fault.to}});
    ASSERT_NE(changed, text);
    const absl::StatusOr<Json> form = ParseDataJson("form", changed);
    ASSERT_TRUE(form.ok()) << form.status();
    const absl::Status status = library_.ValidateForm(kViolation, *form);
    EXPECT_EQ(ReasonOf(status), fault.rule) << status;
    EXPECT_EQ(DetailOf(status)->field, fault.path);
  }
  EXPECT_EQ(ReasonOf(library_.ValidateForm({"violation", 2}, *good)), "UNKNOWN_KIND");
  EXPECT_FALSE(library_.ValidateForm(kViolation, Json("text")).ok());
}

TEST_F(FormLibraryTest, TakesAZeroAsAStatementInAnObservation) {
  const absl::StatusOr<Json> form =
      library_.BuildForm({"observation", 1}, {{"label", "observers"},
                                              {"zone", "ghouta"},
                                              {"post", "OP-4"},
                                              {"from_s", "2017-05-04T06:00:00Z"},
                                              {"to_s", "2017-05-04T12:00:00Z"},
                                              {"counts.mortar", "0"},
                                              {"counts.small_arms", "3"},
                                              {"gaps[0].from_s", "2017-05-04T07:00:00Z"},
                                              {"gaps[0].to_s", "2017-05-04T08:00:00Z"},
                                              {"gaps[0].reason", "weather"},
                                              {"source", "own_observation"},
                                              {"confidence", "confirmed"}});
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->Find("counts")->IntegerOr("mortar", -1), 0);
  EXPECT_EQ(form->Find("counts")->Find("sniper"), nullptr);
}

TEST_F(FormLibraryTest, DescribesFieldsInTheOrderOfTheSchemaAndInEveryLanguage) {
  const auto fields = library_.DescribeForm(kViolation, Language::kEn);
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ((*fields)[0].path, "label");
  EXPECT_EQ((*fields)[0].type, FieldType::kChoice);
  EXPECT_TRUE((*fields)[0].required);
  EXPECT_EQ((*fields)[0].choices[2].label, "Parties of the mission");
  EXPECT_THAT(*fields, Contains(Field(&FormField::path, "casualties.civilian.killed")));
  EXPECT_THAT(*fields, Contains(Field(&FormField::label, "Casualties › Civilians › Killed")));
  EXPECT_THAT(*fields, Contains(Field(&FormField::path, "parties[].part")));
  for (const FormKind& kind : library_.Kinds()) {
    for (const Language language : kLanguages) {
      const auto described = library_.DescribeForm(kind, language);
      ASSERT_TRUE(described.ok());
      for (const FormField& field : *described) {
        EXPECT_FALSE(field.label.empty()) << field.path;
        EXPECT_FALSE(field.help.empty()) << field.path;
        EXPECT_EQ(field.type == FieldType::kChoice, !field.choices.empty()) << field.path;
      }
    }
  }
}

std::string Shown(const std::vector<FormLine>& lines) {
  std::string text;
  for (const FormLine& line : lines) {
    absl::StrAppend(&text, std::string(static_cast<size_t>(2 * line.depth), ' '), line.label,
                    line.value.empty() ? "" : ": ", line.value, "\n");
  }
  return text;
}

TEST_F(FormLibraryTest, ShowsAFormInTheLanguageOfTheReader) {
  const absl::StatusOr<Json> form = Build({{"casualties.civilian.killed", "2"}, {"ongoing", "no"}});
  ASSERT_TRUE(form.ok());
  const auto english = library_.RenderForm(kViolation, *form, Language::kEn);
  ASSERT_TRUE(english.ok());
  EXPECT_EQ(Shown(*english),
            "Label: Parties of the mission\n"
            "Zone: Idlib\n"
            "Kind of violation: Mortar fire\n"
            "Place\n"
            "  Place name: Ariha\n"
            "  Latitude: 35.8136\n"
            "  Longitude: 36.6092\n"
            "  Accuracy (m): 200\n"
            "Time of the event\n"
            "  Time (UTC): 2017-05-04 10:00:00 UTC\n"
            "  Accuracy (s): 300\n"
            "  Local time zone: Asia/Damascus\n"
            "Still going on: no\n"
            "Casualties\n"
            "  Civilians\n"
            "    Killed: 2\n"
            "Source: Own observation\n"
            "Confidence: Confirmed\n");
  const auto persian = library_.RenderForm(kViolation, *form, Language::kFa);
  ASSERT_TRUE(persian.ok());
  EXPECT_THAT(Shown(*persian), HasSubstr("آتش خمپاره"));
  EXPECT_THAT(Shown(*persian), HasSubstr("ادلب"));
}

TEST_F(FormLibraryTest, ShowsAFormThatDoesNotValidateWithoutHidingAnything) {
  const absl::StatusOr<Json> form = ParseDataJson(
      "form", R"({"zone":7,"kind":"las\u001ber","extra":{"deep":["x"]},"place":"here"})");
  ASSERT_TRUE(form.ok());
  const auto lines = library_.RenderForm(kViolation, *form, Language::kEn);
  ASSERT_TRUE(lines.ok());
  EXPECT_EQ(Shown(*lines),
            "Zone: 7\n"
            "Kind of violation: las<U+001B>er\n"
            "Place: here\n"
            "extra\n"
            "  deep\n"
            "    1: x\n");
}

TEST_F(FormLibraryTest, AcceptsTheDemonstrationMissionAndTheRulesReadIt) {
  PosixFileSystem files;
  const auto text =
      files.Read(LIAISON_SOURCE_DIR "/proto/schema/examples/demo_mission.json", 65536);
  ASSERT_TRUE(text.ok());
  const absl::StatusOr<Json> json = ParseDataJson("mission", *text);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_TRUE(library_.ValidateMission(*json).ok()) << library_.ValidateMission(*json);
  const absl::StatusOr<Mission> mission = ParseMission(PrintCanonicalJson(*json));
  ASSERT_TRUE(mission.ok()) << mission.status();
  EXPECT_EQ(mission->parties.size(), 5u);
  EXPECT_THAT(mission->FindParty("jor")->zones, ElementsAre("south"));
  Json broken = *json;
  broken.mutable_object()->erase("rapporteur");
  EXPECT_EQ(ReasonOf(library_.ValidateMission(broken)), "REQUIRED");
}

// A new notice type is data: the files of tests/data/forms are in no list of the build.
class AddedTypeTest : public ::testing::Test {
 protected:
  AddedTypeTest() {
    const std::string folder = LIAISON_SOURCE_DIR "/tests/data/forms";
    schemas_ = *ReadDataFileFolder(file_system_, folder, ".schema.json");
    labels_ = *ReadDataFileFolder(file_system_, folder, ".labels.json");
  }

  absl::StatusOr<FormLibrary> Load() {
    std::vector<DataFile> files(SchemaFiles().begin(), SchemaFiles().end());
    for (const DataFile& file : schemas_.Files()) files.push_back(file);
    return FormLibrary::FromFiles(files, phrasebook_);
  }
  absl::Status ReadLabels() {
    std::vector<DataFile> files(LabelFiles().begin(), LabelFiles().end());
    names_.clear();
    for (const DataFile& file : labels_.Files()) {
      names_.push_back(absl::StrReplaceAll(file.name, {{".labels.json", ".json"}}));
    }
    for (size_t i = 0; i < names_.size(); ++i)
      files.push_back({names_[i], labels_.Files()[i].content});
    absl::StatusOr<Phrasebook> book = Phrasebook::FromFiles(files);
    if (!book.ok()) return book.status();
    phrasebook_ = *std::move(book);
    return absl::OkStatus();
  }

  PosixFileSystem file_system_;
  DataFileFolder schemas_;
  DataFileFolder labels_;
  std::vector<std::string> names_;
  Phrasebook phrasebook_ = Phrasebook::BuiltIn();
};

TEST_F(AddedTypeTest, IsValidatedBuiltAndShownWithoutACodeChange) {
  ASSERT_TRUE(ReadLabels().ok()) << ReadLabels();
  const absl::StatusOr<FormLibrary> library = Load();
  ASSERT_TRUE(library.ok()) << library.status();
  const FormKind kind = *library->Newest("radio_check");
  const absl::StatusOr<Json> form =
      library->BuildForm(kind, {{"label", "addressees"}, {"outcome", "no_answer"}});
  ASSERT_TRUE(form.ok()) << form.status();
  const auto lines = library->RenderForm(kind, *form, Language::kTr);
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(Shown(*lines), HasSubstr("Sonuç: Yanıt yok"));
  EXPECT_EQ(library->KindLabel(kind, Language::kAr), "فحص اللاسلكي");
}

TEST_F(AddedTypeTest, IsRefusedWithoutItsLabels) {
  const absl::Status status = Load().status();
  EXPECT_EQ(ReasonOf(status), "LABELS") << status;
  ASSERT_EQ(labels_.owned.size(), 1u);
  labels_.owned[0].second = absl::StrReplaceAll(labels_.owned[0].second, {{"no_answer", "none"}});
  ASSERT_TRUE(ReadLabels().ok());
  EXPECT_EQ(DetailOf(Load().status())->field, "radio_outcome: no_answer");
}

TEST_F(AddedTypeTest, IsRefusedWithAKeywordThatCouldBeCostlyOrIsUnknown) {
  ASSERT_TRUE(ReadLabels().ok());
  ASSERT_EQ(schemas_.owned.size(), 1u);
  const std::string good = schemas_.owned[0].second;
  const struct {
    const char* from;
    const char* to;
  } faults[] = {
      {R"("enum")", R"("uniqueItems": true, "enum")"},
      {R"("enum")", R"("oneOf": [], "enum")"},
      {R"("additionalProperties": false,)", ""},
      {R"(#/definitions/radio_outcome)", R"(#/definitions/nothing)"},
      {R"(#/definitions/radio_outcome)", R"(other.schema.json#/definitions/radio_outcome)"},
      {R"({"type": "string", "enum")", R"({"type": "number", "enum")"},
      {R"({"type": "string", "enum": ["answered", "no_answer"]})",
       R"({"$ref": "#/definitions/radio_outcome"})"},
  };
  for (const auto& fault : faults) {
    schemas_.owned[0].second = absl::StrReplaceAll(good, {{fault.from, fault.to}});
    ASSERT_NE(schemas_.owned[0].second, good) << fault.from;
    EXPECT_EQ(ReasonOf(Load().status()), "SCHEMA") << fault.to << Load().status();
  }
}

}  // namespace
}  // namespace liaison
