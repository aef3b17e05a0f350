// What a command says: data on stdout, everything else on stderr; for people or, with --json, one
// JSON object a line. Colour and isolation marks only where a terminal reads them; NO_COLOR is
// honoured.
#ifndef LIAISON_CLIENTS_CLI_OUTPUT_H_
#define LIAISON_CLIENTS_CLI_OUTPUT_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "proto/text/canonical_json.h"

namespace liaison {

enum class Colour : uint8_t { kNone, kRed, kGreen, kYellow, kBold };

class Output {
 public:
  struct Options {
    Language language = Language::kEn;
    bool json = false;
    bool no_color = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
  };
  // Streams and phrasebook are borrowed.
  Output(std::FILE* out, std::FILE* err, const Phrasebook& phrases, const Options& options);

  bool json() const { return options_.json; }
  Language language() const { return options_.language; }

  // stdout.
  void Line(absl::string_view text, Colour colour = Colour::kNone);
  void Raw(absl::string_view bytes);
  void Value(const Json& json);
  // stderr.
  void Note(absl::string_view text, Colour colour = Colour::kNone);
  // stderr, without a line end: the person types behind it.
  void Prompt(absl::string_view text);
  // The terminal's bell, where stderr is one.
  void Bell();
  // What went wrong, what to do now; with --json the machine's form.
  void Error(const absl::Status& status);

  // A translated message; arguments are made safe and isolated by the phrasebook.
  std::string Say(absl::string_view key, const std::vector<MessageArg>& args = {}) const;

 private:
  void Write(std::FILE* stream, bool terminal, absl::string_view text, Colour colour);

  std::FILE* out_;
  std::FILE* err_;
  const Phrasebook& phrases_;
  const Options options_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_OUTPUT_H_
