#include "clients/core/report_pack/model_schema.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "absl/strings/str_cat.h"
#include "clients/core/report/json_slices.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report_pack/pack_log.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/schema/schema_data.h"

namespace liaison {
namespace {

constexpr absl::string_view kSchemaFile = "report.schema.json";
constexpr size_t kShortBytes = 1024;  // a list of up to this stays whole
constexpr size_t kPieceBytes = size_t{256} << 10;
constexpr size_t kMaxItemBytes = size_t{16} << 20;  // as values it takes ten times as much
// std::regex matches by recursion; at this length it stays far from the end of the stack. Whatever
// has a pattern is shorter by far, and no pattern takes the mark of what was cut off here.
constexpr size_t kMaxMatchedBytes = 1024;
constexpr char kCutOff = '\x01';

const valijson::Schema& PublishedSchema() {
  static const valijson::Schema* const kSchema = [] {
    const absl::Span<const DataFile> files = SchemaFiles();
    const auto* file = std::find_if(files.begin(), files.end(),
                                    [](const DataFile& one) { return one.name == kSchemaFile; });
    LIAISON_CHECK(file != files.end());
    const auto document = nlohmann::json::parse(file->content.begin(), file->content.end());
    auto* schema = new valijson::Schema;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *schema);
    return schema;
  }();
  return *kSchema;
}

bool IsAsPublished(const std::string& text) {
  const auto cut = [](int /*depth*/, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    if (event == nlohmann::json::parse_event_t::value && parsed.is_string()) {
      std::string& bytes = parsed.get_ref<std::string&>();
      if (bytes.size() > kMaxMatchedBytes) bytes.replace(kMaxMatchedBytes, bytes.npos, 1, kCutOff);
    }
    return true;
  };
  const nlohmann::json document = nlohmann::json::parse(text, cut);
  valijson::Validator validator;
  const valijson::adapters::NlohmannJsonAdapter adapter(document);
  return validator.validate(PublishedSchema(), adapter, nullptr);
}

// Its members, and each of its long lists a piece at a time.
class SchemaCheck {
 public:
  absl::Status Run(absl::string_view model) {
    MemberReader in("SCHEMA", model);
    for (absl::string_view name; in.Next(name);) {
      const std::string member(name);
      const absl::string_view value = in.Value(name);
      const bool is_long = value.size() > kShortBytes && value.front() == '[';
      members_[member] = is_long ? absl::string_view("[]") : value;
      if (is_long) lists_[member] = value;
    }
    RETURN_IF_ERROR(in.Finish(true).status());
    RETURN_IF_ERROR(CheckWith("", ""));
    for (const auto& [name, list] : lists_) RETURN_IF_ERROR(CheckList(name, list));
    return absl::OkStatus();
  }

 private:
  absl::Status CheckList(const std::string& name, absl::string_view list) const {
    std::string piece;
    for (size_t at = 1; at < list.size() && list[at] != ']';) {
      const absl::string_view item = list.substr(at, JsonValueBytes(list.substr(at)));
      // The largest that is honest is an office with a range for every other serial.
      if (item.empty() || item.size() > kMaxItemBytes) return NotAsPublished(name);
      absl::StrAppend(&piece, piece.empty() ? "" : ",", item);
      if (piece.size() >= kPieceBytes) {
        RETURN_IF_ERROR(CheckWith(name, std::exchange(piece, "")));
      }
      at += item.size();
      if (at < list.size() && list[at] == ',') ++at;
    }
    return CheckWith(name, piece);
  }

  // The whole document, with nothing in its long lists but `items` in the one of this name.
  absl::Status CheckWith(const std::string& name, const std::string& items) const {
    std::string text;
    for (const auto& [member, value] : members_) {
      absl::StrAppend(&text, text.empty() ? "{" : ",", "\"", member, "\":");
      if (member == name) {
        absl::StrAppend(&text, "[", items, "]");
      } else {
        absl::StrAppend(&text, value);
      }
    }
    if (IsAsPublished(absl::StrCat(text, "}"))) return absl::OkStatus();
    return NotAsPublished(name.empty() ? "report.json" : name);
  }

  static absl::Status NotAsPublished(const std::string& what) {
    return PackFault("SCHEMA", what, "it is not of the published schema");
  }

  std::map<std::string, absl::string_view> members_;
  std::map<std::string, absl::string_view> lists_;
};

}  // namespace

absl::Status CheckModelSchema(absl::string_view model) {
  try {
    return SchemaCheck().Run(model);
  } catch (const std::exception&) {  // valijson and the JSON library
    return PackFault("SCHEMA", "report.json", "it cannot be held against the published schema");
  }
}

}  // namespace liaison
