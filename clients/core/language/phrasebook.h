// What the program says, in five languages: messages of the command line (ui.json), labels of coded
// values (common.json), labels of each notice type's fields and values (violation.1.json). The data
// lies in proto/labels; a missing translation is an error when the program is built, not when it is
// shown.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_PHRASEBOOK_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_PHRASEBOOK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/language/label_set.h"
#include "clients/core/language/language.h"
#include "proto/schema/schema_data.h"

namespace liaison {

// A value that a message inserts. Text of any origin is made safe for a terminal (SafeDisplay), one
// line, since a second one would pass for the program's own, and isolated; what a Message or Label
// call returned is only isolated, because it is safe already.
class MessageArg {
 public:
  MessageArg(absl::string_view foreign);   // NOLINT(google-explicit-constructor)
  MessageArg(const std::string& foreign);  // NOLINT(google-explicit-constructor)
  MessageArg(const char* foreign);         // NOLINT(google-explicit-constructor)
  MessageArg(int64_t number);              // NOLINT(google-explicit-constructor)
  MessageArg(uint64_t number);             // NOLINT(google-explicit-constructor)
  MessageArg(int number);                  // NOLINT(google-explicit-constructor)
  static MessageArg Composed(absl::string_view shown);
  const std::string& text() const { return text_; }

 private:
  MessageArg() = default;
  std::string text_;
};

// Thread: any.
class Phrasebook {
 public:
  // The data in the program, which was checked when that was built.
  static Phrasebook BuiltIn();
  // Errors: InvalidArgument, field = file and key, rule LABELS (missing language, not NFC,
  // forbidden control, placeholders that differ, unknown member).
  static absl::StatusOr<Phrasebook> FromFiles(absl::Span<const DataFile> files);

  // All of it in one piece, which can be read without being checked again; only what Pack returned
  // may be unpacked.
  std::string Pack() const;
  static Phrasebook Unpack(absl::string_view packed);

  bool HasMessage(absl::string_view key) const;
  // The message with "{0}", "{1}" replaced. An unknown key gives "<key>" and the arguments, never
  // an empty line.
  std::string Message(Language language, absl::string_view key,
                      const std::vector<MessageArg>& args) const;
  std::string Message(Language language, absl::string_view key) const;

  // What a person should read for a failed status: the message "error.<REASON>" with what to do,
  // or the status's own text, made safe. `{0}` is the subject of the detail, `{1}` its field.
  std::string ErrorMessage(Language language, const absl::Status& status) const;

  // The label of a coded value, e.g. ("precedence", "flash"). Tables: label, zone, office, role,
  // precedence, receipt_state, party_kind, verb, source, confidence, ... An unknown value (another
  // mission's zone) is shown as it is, made safe.
  std::string Label(Language language, absl::string_view table, absl::string_view value) const;
  // "irn/duty" -> "Iran, duty officer".
  std::string MailboxLabel(Language language, absl::string_view mailbox) const;
  // "3 min ago", "in 2 h". `at_ms` and `now_ms` in the same time scale.
  std::string RelativeTime(Language language, int64_t at_ms, int64_t now_ms) const;

  // Labels of a notice type, "violation.1"; nullptr if there is no such file.
  const LabelSet* FindSet(absl::string_view name) const;
  const LabelSet& common() const { return common_; }
  // For tests and `doctor`: all keys of ui.json.
  std::vector<std::string> MessageKeys() const;

 private:
  TranslationTable messages_;
  std::map<std::string, LabelSet, std::less<>> sets_;
  LabelSet common_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_PHRASEBOOK_H_
