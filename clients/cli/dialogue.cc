#include "clients/cli/dialogue.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/language/human_text.h"
#include "clients/core/language/language.h"

namespace liaison {
namespace {

constexpr char kBackKey[] = "<";
constexpr char kLeaveKey[] = "q";
// Examples are isolated: in a right-to-left line the two numbers of a point would change places.
constexpr char kAgo[] = "-10";
constexpr char kClock[] = "14:30";
constexpr char kDateClock[] = "2017-05-04 14:30";
constexpr char kPoint[] = "35.93 36.63";
constexpr char kSerial[] = "TUR-d07-42";

bool IsHelp(absl::string_view text) { return text == "?" || text == "؟"; }

bool IsChoice(const Question& question) {
  return question.type == Question::Type::kChoice || question.type == Question::Type::kChoices;
}

}  // namespace

bool CanAsk(const Context& context) {
  return !context.output.json() && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

std::vector<std::string> Dialogue::Words(absl::string_view which) const {
  const Output& output = context_.output;
  std::vector<std::string> words = {output.Say(absl::StrCat("entry.key.", which)),
                                    output.Say(absl::StrCat("prompt.", which)), std::string(which),
                                    std::string(which.substr(0, 1))};
  return words;
}

// EOF leaves too.
Dialogue::Line Dialogue::ReadLine(std::string& text) {
  char* buffer = nullptr;
  size_t room = 0;
  const ssize_t size = ::getline(&buffer, &room, stdin);
  const std::unique_ptr<char, decltype(&std::free)> owned(buffer, &std::free);
  if (size < 0) {
    context_.output.Note("");
    return Line::kLeave;
  }
  text.assign(buffer, static_cast<size_t>(size));
  text = std::string(absl::StripAsciiWhitespace(text));
  if (IsHelp(text)) return Line::kHelp;
  if (text == kBackKey) return Line::kBack;
  return text == kLeaveKey ? Line::kLeave : Line::kText;
}

// Long text ends with an empty line; what means something in other places is text behind the first
// line.
Dialogue::Line Dialogue::ReadAnswerLines(const Question& question, std::string& text) {
  const Line first = ReadLine(text);
  if (question.type != Question::Type::kLines || first != Line::kText || text.empty()) {
    return first;
  }
  for (std::string line;;) {
    if (ReadLine(line) == Line::kLeave && line != kLeaveKey) return Line::kLeave;
    if (line.empty()) return Line::kText;
    absl::StrAppend(&text, "\n", line);
  }
}

std::string Dialogue::Title(const Question& question) const {
  const Output& output = context_.output;
  const MessageArg label = MessageArg::Composed(question.label);
  switch (question.about) {
    case Question::About::kField:
      break;
    case Question::About::kEntry:
      return output.Say("entry.another", {label});
    case Question::About::kSection:
      return output.Say("entry.section", {label});
    case Question::About::kMember:
      return output.Say("entry.which", {label});
    case Question::About::kMore:
      return output.Say("entry.more");
  }
  return question.label;
}

// What is typed, between the title and what Enter means.
std::string Dialogue::PromptFor(const Question& question) const {
  const Output& output = context_.output;
  std::string prompt =
      IsChoice(question) ? absl::StrCat("1-", question.choices.size()) : Title(question);
  std::string enter = question.fallback;
  switch (question.type) {
    case Question::Type::kTime:
      absl::StrAppend(&prompt, " (", output.Say("entry.hint.time", {kAgo, kClock}), ")");
      if (enter == "now") enter = output.Say("entry.now");
      break;
    case Question::Type::kPoint:
      absl::StrAppend(&prompt, " (", output.Say("entry.hint.point", {kPoint}), ")");
      break;
    case Question::Type::kLines:
      absl::StrAppend(&prompt, " (", output.Say("entry.hint.lines"), ")");
      break;
    case Question::Type::kReference:
      absl::StrAppend(&prompt, " (", output.Say("entry.hint.reference", {kSerial}), ")");
      break;
    case Question::Type::kYesNo:
      absl::StrAppend(&prompt, " (", output.Say("entry.key.yes"), "/", output.Say("entry.key.no"),
                      ")");
      break;
    case Question::Type::kText:
    case Question::Type::kNumber:
    case Question::Type::kChoice:
    case Question::Type::kChoices:
      break;
  }
  if (enter.empty() && question.optional) enter = output.Say("entry.nothing");
  if (!enter.empty()) {
    absl::StrAppend(&prompt, " [", Isolate(context_.language(), enter), "]");
  }
  return absl::StrCat(prompt, ": ");
}

void Dialogue::ShowQuestion(const Question& question) {
  Output& output = context_.output;
  if (!IsChoice(question)) return;
  output.Note("");
  output.Note(Title(question), Colour::kBold);
  for (size_t i = 0; i < question.choices.size(); ++i) {
    output.Note(absl::StrCat(i < 9 ? "   " : "  ", i + 1, "  ", question.choices[i].label));
  }
}

std::string Dialogue::Expectation(const Question& question) const {
  const Output& output = context_.output;
  switch (question.type) {
    case Question::Type::kNumber:
      return output.Say("entry.expected.number", {question.limits});
    case Question::Type::kYesNo:
      return output.Say("entry.expected.yes_no",
                        {output.Say("entry.key.yes"), output.Say("entry.key.no")});
    case Question::Type::kChoice:
      return output.Say("entry.expected.choice", {question.choices.size()});
    case Question::Type::kChoices:
      return output.Say("entry.expected.choices", {question.choices.size()});
    case Question::Type::kTime:
      return question.paths.size() == 2
                 ? output.Say("entry.expected.time_accuracy", {kAgo, "-2h", kDateClock, kClock})
                 : output.Say("entry.expected.time",
                              {kAgo, "-2h", "-1d", "+30", kDateClock, kClock});
    case Question::Type::kPoint:
      return output.Say(
          question.paths.size() == 3 ? "entry.expected.point_accuracy" : "entry.expected.point",
          {kPoint});
    case Question::Type::kReference:
      return output.Say("entry.expected.reference", {kSerial});
    case Question::Type::kText:
    case Question::Type::kLines:
      break;
  }
  return output.Say("entry.expected.text", {question.limits});
}

Dialogue::Step Dialogue::Ask(const Question& question,
                             absl::FunctionRef<absl::Status(absl::string_view)> take) {
  Output& output = context_.output;
  ShowQuestion(question);
  for (std::string typed;;) {
    output.Prompt(PromptFor(question));
    switch (ReadAnswerLines(question, typed)) {
      case Line::kBack:
        return Step::kBack;
      case Line::kLeave:
        return Step::kLeft;
      case Line::kHelp:
        if (!question.help.empty()) output.Note(absl::StrCat("  ", question.help));
        output.Note(absl::StrCat("  ", Expectation(question)));
        continue;
      case Line::kText:
        break;
    }
    const absl::Status taken = take(typed);
    if (taken.ok()) return Step::kAnswered;
    if (taken.code() == absl::StatusCode::kInvalidArgument) {
      output.Note(absl::StrCat("  ", Expectation(question)), Colour::kYellow);
      // How a name is to be written is known to the help alone.
      if (question.type == Question::Type::kText) output.Note(absl::StrCat("  ", question.help));
    } else {
      output.Error(taken);
    }
  }
}

Dialogue::Decision Dialogue::Decide(absl::string_view prompt) {
  const Output& output = context_.output;
  const std::string edit = output.Say("entry.key.edit");
  for (std::string typed;;) {
    context_.output.Prompt(absl::StrCat(prompt, " [", output.Say("entry.key.yes"), "/",
                                        absl::AsciiStrToUpper(output.Say("entry.key.no")), "/",
                                        edit, "]: "));
    const Line line = ReadLine(typed);
    if (line == Line::kBack) return Decision::kBack;
    const std::string key = FoldForSearch(typed);
    const auto is = [&key](const std::string& word) { return FoldForSearch(word) == key; };
    const std::vector<std::string> yes = Yes();
    const std::vector<std::string> no = No();
    if (line == Line::kLeave || key.empty() || std::any_of(no.begin(), no.end(), is)) {
      return Decision::kNo;
    }
    if (std::any_of(yes.begin(), yes.end(), is)) return Decision::kYes;
    if (is(edit) || key == "e") return Decision::kEdit;
    context_.output.Note(absl::StrCat(
        "  ", output.Say("entry.expected.decision",
                         {output.Say("entry.key.yes"), output.Say("entry.key.no"), edit})));
  }
}

std::string Dialogue::AskWord(absl::string_view prompt) {
  context_.output.Prompt(absl::StrCat(prompt, ": "));
  std::string typed;
  return ReadLine(typed) == Line::kText ? typed : "";
}

}  // namespace liaison
