#include "clients/cli/commands.h"

#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"

namespace liaison {

CommandAdder CommandAdder::Noun(const std::string& name, const std::string& key) {
  CLI::App* noun =
      app_.add_subcommand(name, phrases_.Message(language_, absl::StrCat("help.", key)));
  noun->require_subcommand(1);
  const std::string examples = absl::StrCat("help.", key, ".examples");
  if (phrases_.HasMessage(examples)) noun->footer(phrases_.Message(language_, examples));
  return {*noun, run_, phrases_, language_};
}

CLI::App& CommandAdder::Verb(const std::string& name, const std::string& key, Run run) {
  CLI::App* verb =
      app_.add_subcommand(name, phrases_.Message(language_, absl::StrCat("help.", key)));
  // The formatter prints the footer first: examples are what people look for.
  verb->footer(phrases_.Message(language_, absl::StrCat("help.", key, ".examples")));
  verb->callback([this_run = &run_, run = std::move(run)] { *this_run = run; });
  return *verb;
}

CLI::Option& CommandAdder::Text(CLI::App& verb, const std::string& name, std::string& value,
                                const std::string& help) {
  return *verb.add_option(name, value, phrases_.Message(language_, absl::StrCat("option.", help)));
}

CLI::Option& CommandAdder::Texts(CLI::App& verb, const std::string& name,
                                 std::vector<std::string>& values, const std::string& help) {
  return *verb.add_option(name, values, phrases_.Message(language_, absl::StrCat("option.", help)))
              ->allow_extra_args(false);
}

CLI::Option& CommandAdder::Number(CLI::App& verb, const std::string& name, uint64_t& value,
                                  const std::string& help) {
  return *verb.add_option(name, value, phrases_.Message(language_, absl::StrCat("option.", help)));
}

CLI::Option& CommandAdder::Flag(CLI::App& verb, const std::string& name, bool& value,
                                const std::string& help) {
  return *verb.add_flag(name, value, phrases_.Message(language_, absl::StrCat("option.", help)));
}

}  // namespace liaison
