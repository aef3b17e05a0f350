# cmake -C ops/cmake/release.cmake: what is shipped and measured.
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1" CACHE STRING "")
set(LIAISON_UNITY ON CACHE BOOL "")
