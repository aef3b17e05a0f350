#include "clients/cli/output.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

absl::string_view Escape(Colour colour) {
  switch (colour) {
    case Colour::kNone:
      return "";
    case Colour::kRed:
      return "\033[31m";
    case Colour::kGreen:
      return "\033[32m";
    case Colour::kYellow:
      return "\033[33m";
    case Colour::kBold:
      return "\033[1m";
  }
  return "";
}

}  // namespace

Output::Output(std::FILE* out, std::FILE* err, const Phrasebook& phrases, const Options& options)
    : out_(out), err_(err), phrases_(phrases), options_(options) {}

void Output::Write(std::FILE* stream, bool terminal, absl::string_view text, Colour colour) {
  const bool coloured = terminal && !options_.no_color && colour != Colour::kNone;
  const std::string shown = terminal ? std::string(text) : StripIsolation(text);
  const std::string line =
      coloured ? absl::StrCat(Escape(colour), shown, "\033[0m\n") : absl::StrCat(shown, "\n");
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stream));
  static_cast<void>(std::fflush(stream));
}

void Output::Line(absl::string_view text, Colour colour) {
  Write(out_, options_.out_is_terminal, text, colour);
}

void Output::Raw(absl::string_view bytes) {
  static_cast<void>(std::fwrite(bytes.data(), 1, bytes.size(), out_));
  static_cast<void>(std::fflush(out_));
}

void Output::Value(const Json& json) { Raw(absl::StrCat(PrintCanonicalJson(json), "\n")); }

void Output::Note(absl::string_view text, Colour colour) {
  Write(err_, options_.err_is_terminal, text, colour);
}

void Output::Prompt(absl::string_view text) {
  const std::string shown = options_.err_is_terminal ? std::string(text) : StripIsolation(text);
  static_cast<void>(std::fwrite(shown.data(), 1, shown.size(), err_));
  static_cast<void>(std::fflush(err_));
}

void Output::Bell() {
  if (!options_.err_is_terminal) return;
  static_cast<void>(std::fputc('\a', err_));
  static_cast<void>(std::fflush(err_));
}

void Output::Error(const absl::Status& status) {
  if (!options_.json) {
    Note(phrases_.ErrorMessage(options_.language, status), Colour::kRed);
    return;
  }
  const std::optional<ErrorDetail> detail = DetailOf(status);
  Json::Object error{
      {"code", absl::StatusCodeToString(status.code())},
      {"message",
       SafeDisplay(StripIsolation(phrases_.ErrorMessage(options_.language, status)), Lines::kOne)}};
  if (detail.has_value()) {
    error["reason"] = detail->reason;
    error["subject"] = SafeDisplay(detail->subject, Lines::kOne);
    error["field"] = SafeDisplay(detail->field, Lines::kOne);
  }
  const std::string line = PrintCanonicalJson(Json::Object{{"error", error}}) + "\n";
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), err_));
  static_cast<void>(std::fflush(err_));
}

std::string Output::Say(absl::string_view key, const std::vector<MessageArg>& args) const {
  return phrases_.Message(options_.language, key, args);
}

}  // namespace liaison
