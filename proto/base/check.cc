#include "proto/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace liaison {

void CheckFailed(const char* file, int line, const char* condition) {
  static_cast<void>(std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition));
  std::abort();
}

}  // namespace liaison
