#include "clients/core/language/phrasebook.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kMessagesFile[] = "ui.json";
constexpr char kCommonSet[] = "common";

struct Unit {
  int64_t ms;
  absl::string_view past;
  absl::string_view future;
};
constexpr Unit kUnits[] = {
    {86400000, "relative.days_ago", "relative.in_days"},
    {3600000, "relative.hours_ago", "relative.in_hours"},
    {60000, "relative.minutes_ago", "relative.in_minutes"},
    {1000, "relative.seconds_ago", "relative.in_seconds"},
};

}  // namespace

MessageArg::MessageArg(absl::string_view foreign) : text_(SafeDisplay(foreign, Lines::kOne)) {}
MessageArg::MessageArg(const std::string& foreign) : MessageArg(absl::string_view(foreign)) {}
MessageArg::MessageArg(const char* foreign) : MessageArg(absl::string_view(foreign)) {}
MessageArg::MessageArg(int64_t number) : text_(FormatNumber(number)) {}
// Nothing that we count comes near 2^63.
MessageArg::MessageArg(uint64_t number) : MessageArg(static_cast<int64_t>(number)) {}
MessageArg::MessageArg(int number) : MessageArg(int64_t{number}) {}

MessageArg MessageArg::Composed(absl::string_view shown) {
  MessageArg arg;
  arg.text_ = std::string(shown);
  return arg;
}

absl::StatusOr<Phrasebook> Phrasebook::FromFiles(absl::Span<const DataFile> files) {
  Phrasebook book;
  for (const DataFile& file : files) {
    if (file.name == kMessagesFile) {
      ASSIGN_OR_RETURN(book.messages_, ParseMessages(file.name, file.content));
      continue;
    }
    const std::string name(absl::StripSuffix(file.name, ".json"));
    ASSIGN_OR_RETURN(LabelSet set, ParseLabelSet(file.name, file.content));
    if (name == kCommonSet) {
      book.common_ = std::move(set);
    } else if (set.title[0].empty()) {
      return Malformed(file.name, "LABELS", "a notice type needs a title");
    } else {
      book.sets_.emplace(name, std::move(set));
    }
  }
  return book;
}

bool Phrasebook::HasMessage(absl::string_view key) const {
  return messages_.find(key) != messages_.end();
}

std::string Phrasebook::Message(Language language, absl::string_view key,
                                const std::vector<MessageArg>& args) const {
  std::string out;
  const auto message = messages_.find(key);
  if (message == messages_.end()) {
    absl::StrAppend(&out, "<", key, ">");
    for (const MessageArg& arg : args) absl::StrAppend(&out, " ", Isolate(language, arg.text()));
    return out;
  }
  // One pass, so that an argument which looks like a placeholder stays what it is.
  const std::string& text = In(message->second, language);
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t index = i + 2 < text.size() && text[i] == '{' && text[i + 2] == '}'
                             ? static_cast<size_t>(text[i + 1] - '0')
                             : args.size();
    if (index < args.size()) {
      absl::StrAppend(&out, Isolate(language, args[index].text()));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string Phrasebook::Message(Language language, absl::string_view key) const {
  return Message(language, key, {});
}

std::string Phrasebook::ErrorMessage(Language language, const absl::Status& status) const {
  const std::optional<ErrorDetail> detail = DetailOf(status);
  std::string key = absl::StrCat("error.", detail ? detail->reason : "");
  // Where one reason needs another advice for each field.
  const std::string of_field = absl::StrCat(key, ".", detail ? detail->field : "");
  if (HasMessage(of_field)) key = of_field;
  if (!detail || !HasMessage(key)) return Message(language, "error.generic", {status.message()});
  return Message(language, key, {detail->subject, detail->field});
}

std::string Phrasebook::Label(Language language, absl::string_view table,
                              absl::string_view value) const {
  const Translations* label = common_.FindValue(table, value);
  return label != nullptr ? In(*label, language) : SafeDisplay(value, Lines::kOne);
}

std::string Phrasebook::MailboxLabel(Language language, absl::string_view mailbox) const {
  const std::vector<absl::string_view> parts = absl::StrSplit(mailbox, '/');
  if (parts.size() != 2) return SafeDisplay(mailbox, Lines::kOne);
  return Message(language, "mailbox.name",
                 {MessageArg::Composed(Label(language, "office", parts[0])),
                  MessageArg::Composed(Label(language, "role", parts[1]))});
}

std::string Phrasebook::RelativeTime(Language language, int64_t at_ms, int64_t now_ms) const {
  // In floating point no pair of times can overflow; the result is rounded to a unit anyway.
  const double distance_ms = static_cast<double>(now_ms) - static_cast<double>(at_ms);
  const double absolute_ms = distance_ms < 0 ? -distance_ms : distance_ms;
  for (const Unit& unit : kUnits) {
    if (absolute_ms < static_cast<double>(unit.ms)) continue;
    const auto count = static_cast<int64_t>(absolute_ms / static_cast<double>(unit.ms));
    return Message(language, distance_ms > 0 ? unit.past : unit.future, {count});
  }
  return Message(language, "relative.now");
}

const LabelSet* Phrasebook::FindSet(absl::string_view name) const {
  const auto set = sets_.find(name);
  return set == sets_.end() ? nullptr : &set->second;
}

std::vector<std::string> Phrasebook::MessageKeys() const {
  std::vector<std::string> keys;
  for (const auto& [key, translations] : messages_) keys.push_back(key);
  return keys;
}

}  // namespace liaison
