# cmake -C ops/cmake/fuzz.cmake: libFuzzer targets, with both address and undefined sanitizers.
set(CMAKE_C_COMPILER clang-14 CACHE STRING "")
set(CMAKE_CXX_COMPILER clang++-14 CACHE STRING "")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fsanitize=fuzzer-no-link" CACHE STRING "")
set(LIAISON_SANITIZE "address,undefined" CACHE STRING "")
set(LIAISON_FUZZ ON CACHE BOOL "")
set(LIAISON_UNITY ON CACHE BOOL "")
