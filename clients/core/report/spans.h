// Half-open spans of time, in milliseconds.
#ifndef LIAISON_CLIENTS_CORE_REPORT_SPANS_H_
#define LIAISON_CLIENTS_CORE_REPORT_SPANS_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

namespace liaison {

struct Span_ms {
  int64_t from_ms = 0;
  int64_t to_ms = 0;
  bool IsEmpty() const { return from_ms >= to_ms; }
  friend auto operator<=>(const Span_ms&, const Span_ms&) = default;
};

inline Span_ms Common(const Span_ms& a, const Span_ms& b) {
  return {.from_ms = std::max(a.from_ms, b.from_ms), .to_ms = std::min(a.to_ms, b.to_ms)};
}

// `span` without `holes`, in order.
std::vector<Span_ms> Without(const Span_ms& span, std::vector<Span_ms> holes);
// How long at least one of them lasts.
int64_t Covered_ms(std::vector<Span_ms> spans);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_SPANS_H_
