// A lesson of `liaison train`, read from proto/lessons: the mission to practise in, and what is
// done by whom. proto/lessons/README.md explains it.
#ifndef LIAISON_CLIENTS_CLI_LESSON_H_
#define LIAISON_CLIENTS_CLI_LESSON_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct LessonAct {
  std::string say;                       // key of a text; empty: nothing is said
  std::vector<std::string> officer;      // a command, without `liaison`
  int64_t exit = 0;                      // what `officer` ends with
  std::vector<std::string> watch;        // a command that runs while `counterpart` acts
  std::vector<std::string> counterpart;  // a command of the other desk
  std::string hub;                       // "start", "stop"
};

struct LessonStep {
  std::string title;  // key of a text
  std::vector<LessonAct> acts;
};

struct Lesson {
  std::string ns;
  Json mission;
  std::string officer;  // offices
  std::string counterpart;
  std::vector<LessonStep> steps;
};

// Errors: those of ParseDataJson; InvalidArgument LESSON.
absl::StatusOr<Lesson> ParseLesson(absl::string_view name, absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_LESSON_H_
