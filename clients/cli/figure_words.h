// What a figure of a report counts, in the reader's words.
#ifndef LIAISON_CLIENTS_CLI_FIGURE_WORDS_H_
#define LIAISON_CLIENTS_CLI_FIGURE_WORDS_H_

#include <string>

#include "clients/cli/context.h"
#include "clients/core/report/model.h"

namespace liaison {

// "violations: Russia, Idlib" of v.reg.rus.idlib.
std::string FigureWords(const Context& context, const Figure& figure);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_FIGURE_WORDS_H_
