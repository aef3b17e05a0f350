// Asks one question after the other on a terminal, a line an answer: works on any terminal and over
// slow lines. `?` shows the help of the field, `<` goes one question back, `q`, Ctrl-D and Ctrl-C
// leave.
#ifndef LIAISON_CLIENTS_CLI_DIALOGUE_H_
#define LIAISON_CLIENTS_CLI_DIALOGUE_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/core/forms/question.h"

namespace liaison {

// Whether somebody can be asked: stdin and stderr are a terminal, and no machine reads along.
bool CanAsk(const Context& context);

class Dialogue {
 public:
  enum class Step : uint8_t { kAnswered, kBack, kLeft };

  explicit Dialogue(Context& context) : context_(context) {}

  // Asks until `take` accepts what was typed. A refusal is told with what is expected.
  Step Ask(const Question& question, absl::FunctionRef<absl::Status(absl::string_view)> take);
  // Yes, no and edit, each by the letter of the officer's language or of English; the letter's own
  // language first. `edit` is a third way, where `entry.key.edit` is typed.
  enum class Decision : uint8_t { kYes, kNo, kEdit, kBack };
  Decision Decide(absl::string_view prompt);

  // One line, without white space around it; empty where the officer leaves.
  std::string AskWord(absl::string_view prompt);

  // "y" and "yes" in the officer's language and in English.
  std::vector<std::string> Yes() const { return Words("yes"); }
  std::vector<std::string> No() const { return Words("no"); }

 private:
  enum class Line : uint8_t { kText, kHelp, kBack, kLeave };

  std::vector<std::string> Words(absl::string_view which) const;
  Line ReadLine(std::string& text);
  Line ReadAnswerLines(const Question& question, std::string& text);
  void ShowQuestion(const Question& question);
  std::string PromptFor(const Question& question) const;
  std::string Title(const Question& question) const;
  std::string Expectation(const Question& question) const;

  Context& context_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_DIALOGUE_H_
