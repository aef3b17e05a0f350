#include "clients/core/language/data_json.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr size_t kMaxDataBytes = size_t{1} << 20;

// Builds our Json from the parser's events. The parser's own tree would keep the last of two equal
// members and turn large integers into fractions without a word.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Fail("NULL", "null is not allowed; leave the member out"); }
  bool boolean(bool value) override { return Add(Json(value)); }
  bool number_integer(number_integer_t value) override {
    if (value < -kMaxJsonInteger) return Fail("NUMBER", "integer beyond 2^53");
    return Add(Json(int64_t{value}));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<uint64_t>(kMaxJsonInteger)) {
      return Fail("NUMBER", "integer beyond 2^53");
    }
    return Add(Json(static_cast<int64_t>(value)));
  }
  bool number_float(number_float_t, const string_t&) override {
    return Fail("NUMBER", "only integers are allowed");
  }
  bool string(string_t& value) override { return Add(Json(std::move(value))); }
  bool binary(binary_t&) override { return Fail("SYNTAX", "binary value"); }
  bool start_object(size_t) override { return Open(Json(Json::Object())); }
  bool key(string_t& name) override {
    if (open_.back().value.Find(name) != nullptr) {
      return Fail("DUPLICATE", absl::StrCat("member \"", name, "\" is given twice"));
    }
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(size_t) override { return Open(Json(Json::Array())); }
  bool end_array() override { return Close(); }
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return Fail("SYNTAX", absl::StrCat("not JSON at byte ", position));
  }

  Json Take() { return std::move(result_); }
  const std::string& rule() const { return rule_; }
  const std::string& message() const { return message_; }

 private:
  // An object or array whose end has not come; items of an array are kept beside it, because our
  // Json shows its arrays for reading only.
  struct Frame {
    Json value;
    Json::Array items;
    std::string key;
  };

  bool Fail(absl::string_view rule, absl::string_view message) {
    if (rule_.empty()) {
      rule_ = std::string(rule);
      message_ = std::string(message);
    }
    return false;
  }
  bool Open(Json value) {
    if (open_.size() == kMaxJsonDepth) return Fail("DEPTH", "nested too deeply");
    open_.push_back({std::move(value), {}, ""});
    return true;
  }
  bool Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.value.array() != nullptr) return Add(Json(std::move(frame.items)));
    return Add(std::move(frame.value));
  }
  bool Add(Json value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (Json::Object* object = open_.back().value.mutable_object()) {
      object->emplace(std::move(open_.back().key), std::move(value));
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Frame> open_;
  Json result_;
  std::string rule_;
  std::string message_;
};

}  // namespace

absl::StatusOr<Json> ParseDataJson(absl::string_view name, absl::string_view text) {
  if (text.size() > kMaxDataBytes) return Malformed(name, "SYNTAX", "longer than 1 MiB");
  Builder builder;
  const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (!parsed || !builder.rule().empty()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, builder.message(),
        {.reason = builder.rule(), .subject = builder.message(), .field = std::string(name)});
  }
  return builder.Take();
}

}  // namespace liaison
