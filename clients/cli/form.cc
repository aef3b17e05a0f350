// liaison form [KIND]: the notice types, and what the form of one asks.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

void ListKinds(Context& context) {
  Output& output = context.output;
  const FormLibrary& forms = context.world.forms;
  for (const FormKind& kind : forms.Kinds()) {
    const std::string label = forms.KindLabel(kind, output.language());
    if (output.json()) {
      output.Value(
          Json::Object{{"kind", kind.kind}, {"version", int64_t{kind.version}}, {"label", label}});
    } else {
      output.Line(absl::StrCat(kind.kind, "  ", label));
    }
  }
}

Json FieldJson(const FormField& field) {
  Json::Array choices;
  for (const FormChoice& choice : field.choices) {
    choices.push_back(Json::Object{{"value", choice.value}, {"label", choice.label}});
  }
  return Json::Object{{"path", field.path},
                      {"label", field.label},
                      {"help", field.help},
                      {"required", field.required},
                      {"choices", std::move(choices)}};
}

void ShowField(Context& context, const FormField& field) {
  Output& output = context.output;
  output.Line(absl::StrCat(field.path, "  ", field.label,
                           field.required ? absl::StrCat("  *", output.Say("cli.required")) : ""),
              field.required ? Colour::kBold : Colour::kNone);
  if (!field.help.empty()) output.Line(absl::StrCat("    ", field.help));
  for (const FormChoice& choice : field.choices) {
    output.Line(absl::StrCat("      ", choice.value, "  ", choice.label));
  }
}

absl::Status ShowForm(Context& context, const std::string& name) {
  if (name.empty()) {
    ListKinds(context);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const FormKind kind, context.world.forms.Newest(name));
  ASSIGN_OR_RETURN(const std::vector<FormField> fields,
                   context.world.forms.DescribeForm(kind, context.language()));
  for (const FormField& field : fields) {
    if (context.output.json()) {
      context.output.Value(FieldJson(field));
    } else {
      ShowField(context, field);
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddFormCommand(CommandAdder& adder) {
  const auto kind = std::make_shared<std::string>();
  CLI::App& verb =
      adder.Verb("form", "form", [kind](Context& context) { return ShowForm(context, *kind); });
  adder.Text(verb, "kind", *kind, "kind");
}

}  // namespace liaison
