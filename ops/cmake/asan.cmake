# cmake -C ops/cmake/asan.cmake: AddressSanitizer and UndefinedBehaviorSanitizer.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1" CACHE STRING "")
set(LIAISON_SANITIZE "address,undefined" CACHE STRING "")
set(LIAISON_UNITY ON CACHE BOOL "")
