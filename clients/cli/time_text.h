// Spans of time in words.
#ifndef LIAISON_CLIENTS_CLI_TIME_TEXT_H_
#define LIAISON_CLIENTS_CLI_TIME_TEXT_H_

#include <cstdint>
#include <string>

#include "clients/cli/context.h"

namespace liaison {

// "1 h 30 min": the two largest units, the rest cut off; "0 ms" for nothing or less.
std::string SpanText(const Context& context, int64_t span_ms);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_TIME_TEXT_H_
