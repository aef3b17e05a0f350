// Which question comes next while an officer fills in a form. First what the notice type asks for
// in any case, in the schema's order; then he chooses sections of the rest by their number. Pure:
// no terminal, no clock; the same answers lead to the same question. Whatever is answered ends in
// the `path=value` pairs that BuildForm takes.
#ifndef LIAISON_CLIENTS_CORE_FORMS_INTERVIEW_H_
#define LIAISON_CLIENTS_CORE_FORMS_INTERVIEW_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/forms/form_view.h"
#include "clients/core/forms/question.h"

namespace liaison {

// What the mission and the desk know.
struct InterviewSetup {
  // Coded values that the charter, not the schema, lists: table -> values ("zone", "office").
  std::map<std::string, std::vector<FormChoice>> tables;
  std::map<std::string, std::string> defaults;  // path -> what Enter means there
  std::vector<Question> first;                  // asked before the form: precedence, addressees
  ReadingWorld reading;
};

// Thread: one.
class Interview {
 public:
  // `validator` and what `texts` refers to outlive it. What is `given` is not asked; its single
  // fields can be asked again like any other.
  Interview(const FormValidator& validator, const FormTexts& texts, InterviewSetup setup,
            const FormAssignments& given);

  // nullopt: everything is said.
  std::optional<Question> Next() const;
  // Errors: as ReadAnswer; InvalidArgument with the rules of ValidateForm where the value is not
  // allowed. Nothing is taken then, the question stays.
  absl::Status Answer(const Question& question, absl::string_view typed);
  // Takes the last answer back, which is asked again. False: there is none.
  bool Back();

  // What was answered to the question `id`; empty if it was not.
  std::string Said(absl::string_view id) const;
  // The given ones and the answers, for BuildForm.
  FormAssignments Assignments() const;
  // Questions about fields that were answered, in order, and at the end the one whether there is
  // more (it has no label); and the way to ask one of them again.
  std::vector<Question> Answered() const;
  void Forget(absl::string_view id);

 private:
  struct Entry {
    Question question;
    Reading reading;
    bool asked = true;  // else given
  };
  // A part of the form that need not be said, with its place.
  struct Section {
    FieldPosition at;
    const SchemaNode* node = nullptr;
  };

  const Entry* Find(absl::string_view id) const;
  // Whether something is said, or was given, at `path` or below it.
  bool Has(absl::string_view path) const;
  bool Given(absl::string_view path) const;
  std::optional<Question> Unless(Question question) const;

  FieldPosition PositionOf(const FieldPosition& parent, const SchemaNode& node,
                           const SchemaMember& member) const;
  std::optional<Question> AskObject(const FieldPosition& at, const SchemaNode& node,
                                    bool all) const;
  std::optional<Question> AskMember(const FieldPosition& parent, const SchemaNode& node,
                                    size_t index, bool all) const;
  std::optional<Question> AskPart(const FieldPosition& at, const SchemaNode& node, bool all) const;
  std::optional<Question> AskItems(const FieldPosition& at, const SchemaNode& node) const;
  std::optional<Question> AskCoded(const FieldPosition& at, const SchemaNode& node) const;
  std::optional<Question> AskSections() const;
  void CollectSections(const FieldPosition& at, const SchemaNode& node,
                       std::vector<Section>& out) const;
  Question LeafQuestion(const FieldPosition& at, const SchemaNode& node) const;
  // How many members from `index` on are answered in one line, and the question for them.
  size_t Joined(const FieldPosition& at, const SchemaNode& node, size_t index,
                Question& question) const;

  const FormValidator& validator_;
  const FormTexts texts_;
  const InterviewSetup setup_;
  std::vector<Entry> said_;
  std::vector<std::string> forgotten_;  // asked for again although the type does not ask for them
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_INTERVIEW_H_
