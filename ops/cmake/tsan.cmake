# cmake -C ops/cmake/tsan.cmake: ThreadSanitizer.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1" CACHE STRING "")
set(LIAISON_SANITIZE "thread" CACHE STRING "")
set(LIAISON_UNITY ON CACHE BOOL "")
