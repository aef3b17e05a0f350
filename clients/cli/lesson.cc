#include "clients/cli/lesson.h"

#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::vector<std::string> Words(const Json& json, absl::string_view name) {
  std::vector<std::string> words;
  const Json* const member = json.Find(name);
  if (member == nullptr || member->array() == nullptr) return words;
  for (const Json& word : *member->array()) {
    if (word.string() != nullptr) words.push_back(*word.string());
  }
  return words;
}

LessonAct ReadAct(const Json& json) {
  LessonAct act{.say = json.StringOr("say", ""),
                .officer = Words(json, "officer"),
                .watch = Words(json, "watch"),
                .counterpart = Words(json, "counterpart"),
                .hub = json.StringOr("hub", "")};
  const Json* const exit = json.Find("exit");
  if (exit != nullptr && exit->integer() != nullptr) act.exit = *exit->integer();
  return act;
}

}  // namespace

absl::StatusOr<Lesson> ParseLesson(absl::string_view name, absl::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseDataJson(name, text));
  Lesson lesson{.ns = json.StringOr("ns", ""),
                .officer = json.StringOr("officer", ""),
                .counterpart = json.StringOr("counterpart", "")};
  const Json* const mission = json.Find("mission");
  const Json* const steps = json.Find("steps");
  if (mission == nullptr || steps == nullptr || steps->array() == nullptr) {
    return Malformed(name, "LESSON", "a lesson has a mission and steps");
  }
  lesson.mission = *mission;
  for (const Json& each : *steps->array()) {
    LessonStep step{.title = each.StringOr("title", ""), .acts = {}};
    const Json* const acts = each.Find("acts");
    if (acts == nullptr || acts->array() == nullptr) {
      return Malformed(name, "LESSON", "a step has acts");
    }
    for (const Json& act : *acts->array()) step.acts.push_back(ReadAct(act));
    lesson.steps.push_back(std::move(step));
  }
  return lesson;
}

}  // namespace liaison
