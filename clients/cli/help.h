// --help with examples first, in the officer's language.
#ifndef LIAISON_CLIENTS_CLI_HELP_H_
#define LIAISON_CLIENTS_CLI_HELP_H_

#include <memory>

#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"

namespace CLI {
class FormatterBase;
}  // namespace CLI

namespace liaison {

// `phrases` outlives the formatter.
std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter(const Phrasebook& phrases, Language language);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_HELP_H_
