#include "clients/core/report/spans.h"

namespace liaison {

std::vector<Span_ms> Without(const Span_ms& span, std::vector<Span_ms> holes) {
  std::sort(holes.begin(), holes.end());
  std::vector<Span_ms> out;
  int64_t from_ms = span.from_ms;
  for (const Span_ms& hole : holes) {
    if (hole.IsEmpty()) continue;
    const Span_ms before = {.from_ms = from_ms, .to_ms = std::min(hole.from_ms, span.to_ms)};
    if (!before.IsEmpty()) out.push_back(before);
    from_ms = std::max(from_ms, hole.to_ms);
  }
  const Span_ms rest = {.from_ms = from_ms, .to_ms = span.to_ms};
  if (!rest.IsEmpty()) out.push_back(rest);
  return out;
}

int64_t Covered_ms(std::vector<Span_ms> spans) {
  std::sort(spans.begin(), spans.end());
  int64_t covered_ms = 0;
  int64_t until_ms = INT64_MIN;
  for (const Span_ms& span : spans) {
    const Span_ms more = {.from_ms = std::max(span.from_ms, until_ms), .to_ms = span.to_ms};
    if (more.IsEmpty()) continue;
    covered_ms += more.to_ms - more.from_ms;
    until_ms = more.to_ms;
  }
  return covered_ms;
}

}  // namespace liaison
