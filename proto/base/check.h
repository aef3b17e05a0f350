// CHECK is for our own bugs only: it is always on, prints where, and ends the process, which then
// replays the log. Input, disk and peers never trip it; they get an absl::Status.
#ifndef LIAISON_PROTO_BASE_CHECK_H_
#define LIAISON_PROTO_BASE_CHECK_H_

namespace liaison {
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);
}  // namespace liaison

#define LIAISON_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::liaison::CheckFailed(__FILE__, __LINE__, #condition))

#endif  // LIAISON_PROTO_BASE_CHECK_H_
