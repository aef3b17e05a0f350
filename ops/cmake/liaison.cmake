# One function states a library's sources and dependencies, one a program's, one a test's.
# Warnings are errors, on our code only.

option(LIAISON_FUZZ "build the libFuzzer targets (clang)" OFF)
# Several files a compiler run: four times less work, since headers cost more than our code. The debug
# setting leaves it off, so that a file that lacks an include of its own is noticed.
option(LIAISON_UNITY "compile the files of a target together" OFF)
set(LIAISON_SANITIZE "" CACHE STRING "-fsanitize= list for everything of ours")

# All but the sanitizers, which static programs cannot have.
add_library(liaison_plain_options INTERFACE)
target_include_directories(liaison_plain_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_options(liaison_plain_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror -fstack-protector-strong
  # Designated initializers leave the rest at its default on purpose.
  -Wno-missing-field-initializers
  # GCC 12 sees uninitialised members inside every moved std::variant and StatusOr; the sanitizer
  # builds find real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  # What clang adds to -Wconversion and GCC does not, in C++.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion -Wno-shorten-64-to-32 -Wno-implicit-int-float-conversion>
  $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
# GNU's linker takes a second for each of our programs, of which there are many.
target_link_options(liaison_plain_options INTERFACE -fuse-ld=mold)
add_library(liaison_options INTERFACE)
target_link_libraries(liaison_options INTERFACE liaison_plain_options)
if(LIAISON_SANITIZE)
  target_compile_options(liaison_options INTERFACE -fsanitize=${LIAISON_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(liaison_options INTERFACE -fsanitize=${LIAISON_SANITIZE})
endif()

function(liaison_unity TARGET)
  set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ${LIAISON_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  if(LIAISON_UNITY)
    # An included .cc counts as a header there, and GCC warns of its anonymous types.
    target_compile_options(${TARGET} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# liaison_library(text SRCS a.cc b.cc DEPS absl::status [NO_EXCEPTIONS])  ->  liaison::text
function(liaison_library NAME)
  cmake_parse_arguments(ARG "NO_EXCEPTIONS" "" "SRCS;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(liaison_${NAME} STATIC ${ARG_SRCS})
  add_library(liaison::${NAME} ALIAS liaison_${NAME})
  liaison_unity(liaison_${NAME})
  target_link_libraries(liaison_${NAME} PUBLIC ${ARG_DEPS} PRIVATE liaison_options ${ARG_PRIVATE_DEPS})
  if(ARG_NO_EXCEPTIONS)
    target_compile_options(liaison_${NAME} PRIVATE -fno-exceptions)
  endif()
endfunction()

# What every executable of ours gets.
function(liaison_executable NAME)
  add_executable(${NAME} ${ARGN})
  liaison_unity(${NAME})
  target_link_libraries(${NAME} PRIVATE liaison_options)
  if(LIAISON_SANITIZE STREQUAL "thread")
    target_link_libraries(${NAME} PRIVATE liaison_happens_before)
  endif()
endfunction()

# liaison_program(liaison-hub SRCS main.cc DEPS ...)
function(liaison_program NAME)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  liaison_executable(${NAME} ${ARG_SRCS})
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS})
endfunction()

# What every test includes, compiled once for all of them: two thirds of what a test costs to build.
# Tests are built to be run once, so they are optimised less than what is shipped; GCC 12 then takes
# std::string's own buffer for an overflow.
set(LIAISON_TEST_FLAGS $<$<CONFIG:Release>:-O1>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/test_headers.cc CONTENT "int main() {}")
function(liaison_test_headers)
  # A program, since GCC keeps the headers of programs and of libraries apart.
  add_executable(liaison_test_headers ${PROJECT_BINARY_DIR}/test_headers.cc)
  target_link_libraries(liaison_test_headers PRIVATE
    liaison_options absl::statusor absl::strings GTest::gtest GTest::gmock)
  target_compile_options(liaison_test_headers PRIVATE ${LIAISON_TEST_FLAGS})
  target_precompile_headers(liaison_test_headers PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <absl/status/statusor.h> <absl/strings/str_cat.h> <vector>)
endfunction()

# liaison_test(text_test SRCS a_test.cc DEPS liaison::text): one program per folder, its tests
# discovered by CTest. LIAISON_SOURCE_DIR tells tests where data files lie.
function(liaison_test NAME)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  liaison_executable(${NAME} ${ARG_SRCS})
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_options(${NAME} PRIVATE ${LIAISON_TEST_FLAGS})
  target_precompile_headers(${NAME} REUSE_FROM liaison_test_headers)
  target_compile_definitions(${NAME} PRIVATE LIAISON_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LIAISON_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(${NAME} DISCOVERY_TIMEOUT 60 DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

# liaison_fuzz(note_fuzz SRCS note_fuzz.cc DEPS liaison::text): built only by the fuzz setting.
function(liaison_fuzz NAME)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  if(NOT LIAISON_FUZZ)
    return()
  endif()
  add_executable(${NAME} ${ARG_SRCS})
  target_link_libraries(${NAME} PRIVATE liaison_options ${ARG_DEPS})
  target_link_options(${NAME} PRIVATE -fsanitize=fuzzer)
  set_property(GLOBAL APPEND PROPERTY LIAISON_FUZZ_TARGETS ${NAME})
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/plugin.cmake)
