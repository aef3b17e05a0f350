#include "clients/cli/help.h"

#include <string>

#include "CLI/CLI.hpp"

namespace liaison {
namespace {

class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter(const Phrasebook& phrases, Language language)
      : phrases_(phrases), language_(language) {
    label("OPTIONS", Say("cli.options"));
    label("SUBCOMMAND", Say("cli.command"));
    label("SUBCOMMANDS", Say("cli.commands"));
    label("Usage", Say("cli.usage"));
    label("REQUIRED", Say("cli.required"));
    label("TEXT", Say("cli.text"));
    label("UINT", Say("cli.number"));
    column_width(34);
  }

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
    std::string text = make_description(app);
    if (!app->get_footer().empty()) {
      text += "\n" + Say("cli.examples") + "\n" + app->get_footer() + "\n";
    }
    text += "\n" + make_usage(app, name);
    text += make_positionals(app);
    text += make_groups(app, mode);
    text += make_subcommands(app, mode);
    return StripIsolation(text);
  }

  std::string make_footer(const CLI::App*) const override { return ""; }

 private:
  std::string Say(absl::string_view key) const { return phrases_.Message(language_, key); }
  const Phrasebook& phrases_;
  const Language language_;
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter(const Phrasebook& phrases,
                                                      Language language) {
  return std::make_shared<HelpFormatter>(phrases, language);
}

}  // namespace liaison
