// Early returns on error. RETURN_IF_ERROR(expr) and ASSIGN_OR_RETURN(lhs, expr) return the status
// of a failed expression from the enclosing function, unchanged.
#ifndef LIAISON_PROTO_BASE_STATUS_MACROS_H_
#define LIAISON_PROTO_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define LIAISON_CONCAT_INNER_(a, b) a##b
#define LIAISON_CONCAT_(a, b) LIAISON_CONCAT_INNER_(a, b)

#define RETURN_IF_ERROR(expr)                          \
  do {                                                 \
    ::absl::Status liaison_status_ = (expr);           \
    if (!liaison_status_.ok()) return liaison_status_; \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  LIAISON_ASSIGN_OR_RETURN_(LIAISON_CONCAT_(liaison_or_, __LINE__), lhs, expr)
#define LIAISON_ASSIGN_OR_RETURN_(name, lhs, expr) \
  auto name = (expr);                              \
  if (!name.ok()) return std::move(name).status(); \
  lhs = std::move(name).value()

#endif  // LIAISON_PROTO_BASE_STATUS_MACROS_H_
