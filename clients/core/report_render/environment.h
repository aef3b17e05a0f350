// On what a report was drawn: render.json. Equal render.json, equal bytes; with another one, two
// PDFs of the same report are not comparable. Source: REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_ENVIRONMENT_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_ENVIRONMENT_H_

#include <string>

#include "clients/core/language/language.h"

namespace liaison {

// SHA-256 over the sources, texts and base data that decide how a report looks, in hex: made when
// the program is built, so that a program that draws otherwise never calls a true PDF a forgery.
extern const char* const kDrawingProgram;

// Canonical JSON. That the fonts are the pinned ones is for whoever opens them to check.
std::string EnvironmentJson(Language language, bool latin_digits);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_ENVIRONMENT_H_
