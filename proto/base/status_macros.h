// Early returns on error. RETURN_IF_ERROR(expr) and ASSIGN_OR_RETURN(lhs, expr) return the status
// of a failed expression from the enclosing function, unchanged.
#ifndef LIAISON_PROTO_BASE_STATUS_MACROS_H_
#define LIAISON_PROTO_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define LIAISON_CONCAT_INNER_(a, b) a##b
#define LIAISON_CONCAT_(a, b) LIAISON_CONCAT_INNER_(a, b)

// Named by __COUNTER__, because a lambda inside `expr` may hold the same macro.
#define RETURN_IF_ERROR(expr) \
  LIAISON_RETURN_IF_ERROR_(LIAISON_CONCAT_(liaison_status_, __COUNTER__), expr)
#define LIAISON_RETURN_IF_ERROR_(name, expr) \
  do {                                       \
    ::absl::Status name = (expr);            \
    if (!name.ok()) return name;             \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  LIAISON_ASSIGN_OR_RETURN_(LIAISON_CONCAT_(liaison_or_, __COUNTER__), lhs, expr)
#define LIAISON_ASSIGN_OR_RETURN_(name, lhs, expr) \
  auto name = (expr);                              \
  if (!name.ok()) return std::move(name).status(); \
  lhs = std::move(name).value()

#endif  // LIAISON_PROTO_BASE_STATUS_MACROS_H_
