// One question of an interview, and what a person typed for it. Typing is short: a number for a
// coded value, "-10" for ten minutes ago, "35.9 36.72" for a point; digits of any keyboard.
#ifndef LIAISON_CLIENTS_CORE_FORMS_QUESTION_H_
#define LIAISON_CLIENTS_CORE_FORMS_QUESTION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/forms/form_builder.h"
#include "clients/core/forms/form_library.h"

namespace liaison {

struct Question {
  enum class Type : uint8_t {
    kText,
    kLines,
    kNumber,
    kYesNo,
    kChoice,
    kChoices,    // one or more numbers
    kTime,       // with a second path: its accuracy in minutes behind it
    kPoint,      // latitude, longitude; with a third path: accuracy in metres behind them
    kReference,  // another notice, by what a person calls it
  };
  // What the answer is for: a field's value, or which fields are asked next.
  enum class About : uint8_t { kField, kEntry, kSection, kMember, kMore };

  std::string id;  // unlike any other question's of the interview
  Type type = Type::kText;
  About about = About::kField;
  std::string label;
  std::string help;
  std::vector<FormChoice> choices;
  std::vector<std::string> paths;  // of the values that the answer gives
  std::string limits;              // as SchemaNode::limits
  std::string fallback;            // what Enter means, as it would be typed
  bool optional = false;           // Enter leaves it out
};

struct Reading {
  std::string said;        // the value, or the decision; empty: left out
  FormAssignments values;  // empty for decisions and what was left out
};

// A notice's hash in base64 for "TUR-d07-42". Errors: its own.
using ReferenceResolver = std::function<absl::StatusOr<std::string>(absl::string_view)>;

struct ReadingWorld {
  int64_t now_s = 0;
  std::vector<std::string> yes = {"y", "yes"};  // what counts as yes, and as no
  std::vector<std::string> no = {"n", "no"};
  ReferenceResolver resolve;  // absent: hashes are typed
};

// Errors: InvalidArgument EXPECTED, about `question`: it was not typed as the question asks, and
// should be asked again. Those of the resolver.
absl::StatusOr<Reading> ReadAnswer(const Question& question, absl::string_view typed,
                                   const ReadingWorld& world);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_QUESTION_H_
